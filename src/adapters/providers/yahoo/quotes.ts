import { Failure } from "../../../base/failure.ts";
import type { Quote } from "../../../domain/quote.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Asking, Sourced } from "../../../ports/market-data.ts";
import { inOrder } from "../in-order.ts";
import { inParts } from "../symbol-batches.ts";
import type { VendorHttp } from "../vendor-http.ts";
import { yahooSource } from "./chart.ts";
import { orUnknown } from "./or-unknown.ts";
import { delayOf, quoteFields, readQuotes, toQuote } from "./quote-wire.ts";
import { readSpark } from "./spark-wire.ts";
import { yahooNames } from "./symbols.ts";

/** A hundred are answered with an error. */
export const quoteSymbolsMax = 99;
/** Twenty-one are refused as a whole. */
const sparkSymbolsMax = 20;
const freshMs = 2_000;
const quoteParallelMax = 2;
const sparkParallelMax = 4;

/**
 * Quotes from `GET /v7/finance/quote`; where Yahoo refuses the login, from `GET /v8/finance/spark`,
 * which needs none and knows prices only. Both undocumented.
 */
export class YahooQuotes {
  readonly #plain: VendorHttp;
  readonly #withCrumb: VendorHttp;
  readonly #clock: Pick<Clock, "nowMs">;

  constructor(options: {
    readonly plain: VendorHttp;
    readonly withCrumb: VendorHttp;
    readonly clock: Pick<Clock, "nowMs">;
  }) {
    this.#plain = options.plain;
    this.#withCrumb = options.withCrumb;
    this.#clock = options.clock;
  }

  async quotes(symbols: readonly string[], asking: Asking): Promise<Sourced<readonly Quote[]>> {
    const names = yahooNames(symbols);
    try {
      return await this.#fromQuote(names, asking);
    } catch (error) {
      if (!isLoginRefused(error)) throw error;
      return await this.#fromSpark(names, asking);
    }
  }

  async #fromQuote(names: ReadonlyMap<string, string>, asking: Asking) {
    const quotes: Quote[] = [];
    let delayMs = 0;
    const parts = inParts([...names.keys()], quoteSymbolsMax);
    const answers = inOrder(parts, quoteParallelMax, asking.signal, async (part, signal) => {
      const response = await this.#withCrumb.request({
        path: "/v7/finance/quote",
        query: { symbols: part.join(","), fields: quoteFields },
        endpoint: "quotes",
        lane: asking.lane,
        signal,
        freshMs,
      });
      return readQuotes(response.json());
    });
    for await (const rows of answers) {
      delayMs = Math.max(delayMs, delayOf(rows));
      for (const row of rows) {
        const symbol = names.get(row.symbol);
        const quote = symbol === undefined ? null : toQuote(row, symbol);
        if (quote !== null) quotes.push(quote);
      }
    }
    return this.#sourced(quotes, delayMs);
  }

  async #fromSpark(names: ReadonlyMap<string, string>, asking: Asking) {
    const quotes: Quote[] = [];
    const parts = inParts([...names.keys()], sparkSymbolsMax);
    const answers = inOrder(parts, sparkParallelMax, asking.signal, async (part, signal) => {
      const response = await orUnknown(
        this.#plain.request({
          path: "/v8/finance/spark",
          query: { symbols: part.join(","), range: "1d", interval: "5m", includePrePost: true },
          endpoint: "spark",
          lane: asking.lane,
          signal,
          freshMs,
        }),
      );
      return response ? readSpark(response.json(), names) : [];
    });
    for await (const part of answers) quotes.push(...part);
    return this.#sourced(quotes, 0);
  }

  #sourced(value: readonly Quote[], delayMs: number): Sourced<readonly Quote[]> {
    return { value, provenance: { ...yahooSource, delayMs, asOfTsMs: this.#clock.nowMs() } };
  }
}

/** The login was refused, or may not be asked for now. */
function isLoginRefused(error: unknown): boolean {
  if (!(error instanceof Failure)) return false;
  return error.code === "provider.unauthorized" || error.code === "provider.forbidden";
}
