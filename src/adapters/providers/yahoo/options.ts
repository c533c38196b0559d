import type { LocalDate } from "../../../domain/local-date.ts";
import { dayMs } from "../../../domain/local-date.ts";
import { newYorkDate } from "../../../domain/new-york.ts";
import type { OptionChain, OptionQuote } from "../../../domain/option-contract.ts";
import type { Quote } from "../../../domain/quote.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Asking, ChainQuery, Sourced } from "../../../ports/market-data.ts";
import { inChainOrder } from "../in-chain-order.ts";
import { inOrder } from "../in-order.ts";
import type { VendorHttp } from "../vendor-http.ts";
import { yahooSource } from "./chart.ts";
import {
  type OptionsAnswer,
  readOptions,
  toContracts,
  toExpirations,
  underlyingOf,
} from "./options-wire.ts";
import { orUnknown } from "./or-unknown.ts";
import { toQuote } from "./quote-wire.ts";
import { toYahooSymbol } from "./symbols.ts";
import { secondMs } from "./wire.ts";

const freshMs = 15_000;
const parallelMax = 2;
/** Options of the exchanges come a quarter of an hour late (finance.yahoo.com/exchanges). */
export const optionsDelayMs = 900_000;

/** Option chains from `GET /v7/finance/options/{symbol}`, one call an expiry. Undocumented. */
export class YahooOptions {
  readonly #http: VendorHttp;
  readonly #clock: Pick<Clock, "nowMs">;

  constructor(options: { readonly http: VendorHttp; readonly clock: Pick<Clock, "nowMs"> }) {
    this.#http = options.http;
    this.#clock = options.clock;
  }

  async expirations(underlying: string, asking: Asking): Promise<readonly LocalDate[]> {
    const name = toYahooSymbol(underlying, "options");
    const answer = name === null ? null : await this.#ask(name, undefined, asking);
    return answer ? toExpirations(answer.options, newYorkDate(this.#clock.nowMs())) : [];
  }

  async chain(query: ChainQuery): Promise<Sourced<OptionChain>> {
    const { underlying, expiries, signal } = query;
    const name = toYahooSymbol(underlying, "options");
    const contracts: OptionQuote[] = [];
    let quote: Quote | null = null;
    let asOfTsMs = this.#clock.nowMs();
    const wanted = name === null ? [] : expiries;
    const answers = inOrder(wanted, parallelMax, signal, async (expiry, together) => {
      const answer = await this.#ask(name as string, expiry, { ...query, signal: together });
      return answer && { ...answer, expiry };
    });
    for await (const answer of answers) {
      if (answer === null) continue;
      contracts.push(...toContracts(answer.options, answer));
      const row = underlyingOf(answer.options);
      if (row !== null) quote = toQuote(row, underlying) ?? quote;
      asOfTsMs = answer.receivedTsMs;
    }
    const value: OptionChain = {
      underlying,
      underlyingPrice: quote?.price ?? null,
      underlyingTsMs: quote?.tsMs ?? null,
      interestRatio: null,
      dividendRatio: null,
      contracts: contracts.toSorted(inChainOrder),
      isTruncated: false,
    };
    return { value, provenance: { ...yahooSource, delayMs: optionsDelayMs, asOfTsMs } };
  }

  async #ask(
    name: string,
    expiry: LocalDate | undefined,
    { lane, signal }: Asking,
  ): Promise<{ readonly options: OptionsAnswer; readonly receivedTsMs: number } | null> {
    const response = await orUnknown(
      this.#http.request({
        path: `/v7/finance/options/${encodeURIComponent(name)}`,
        query: { date: expiry === undefined ? undefined : (expiry * dayMs) / secondMs },
        endpoint: "chain",
        lane,
        signal,
        freshMs,
      }),
    );
    const options = response && readOptions(response.json());
    return options && { options, receivedTsMs: response.receivedTsMs };
  }
}
