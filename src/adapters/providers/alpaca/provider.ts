import type { LocalDate } from "../../../domain/local-date.ts";
import type { Clock } from "../../../ports/clock.ts";
import type {
  Ability,
  Asking,
  BarChunk,
  BarQuery,
  Capability,
  ChainQuery,
  DateQuery,
  MarketDataProvider,
  MarketStream,
  NewsQuery,
  ProviderStatus,
  StreamSink,
  TradeQuery,
} from "../../../ports/market-data.ts";
import type { LinkHealth, VendorHttp } from "../vendor-http.ts";
import type { OpenVendorSocket } from "../vendor-socket.ts";
import { alpacaAbilities } from "./abilities.ts";
import { type AlpacaKey, alpacaUrls } from "./access.ts";
import { readBars } from "./bars.ts";
import { AlpacaCalls, type AlpacaContext } from "./calls.ts";
import { readChain } from "./chain.ts";
import { ContractBook } from "./contract-book.ts";
import { readCalendar, readSplits, readUniverse } from "./directory.ts";
import { readNews } from "./news.ts";
import { readOptionTrades } from "./option-trades.ts";
import { type AlpacaFeeds, type AlpacaPlan, feedsOf } from "./plan.ts";
import { readQuotes } from "./quotes.ts";
import { AlpacaStream } from "./stream/alpaca-stream.ts";

export interface AlpacaOptions {
  /** Host of prices, options and news. */
  readonly http: VendorHttp;
  /** Host of contracts, assets and the calendar: paper or live, as the key is. */
  readonly tradingHttp: VendorHttp;
  readonly clock: Clock;
  readonly plan: AlpacaPlan;
  /** Other tapes than the plan's usual ones. */
  readonly feeds?: Partial<AlpacaFeeds>;
  /** Without it there is no stream. */
  readonly stream?: {
    readonly openSocket: OpenVendorSocket;
    readonly key: AlpacaKey;
    readonly streamUrl?: string;
  };
}

/** From bad to good: the worse of the two hosts is what the user has to know. */
const worstFirst: readonly LinkHealth["state"][] = [
  ...(["auth-needed", "down", "rate-limited", "degraded", "ok"] as const),
];

/** Alpaca Markets (docs.alpaca.markets/docs/about-market-data-api). */
export class AlpacaProvider implements MarketDataProvider {
  readonly id = "alpaca";
  readonly title = "Alpaca";
  readonly openStream?: (sink: StreamSink) => MarketStream;
  readonly #options: AlpacaOptions;
  readonly #context: AlpacaContext;
  readonly #contracts: ContractBook;

  constructor(options: AlpacaOptions) {
    const { http, tradingHttp, clock, plan, stream } = options;
    const calls = new AlpacaCalls({ data: http, trading: tradingHttp }, plan);
    const feeds = feedsOf(plan, options.feeds);
    this.#options = options;
    this.#context = { calls, clock, plan, feeds };
    this.#contracts = new ContractBook(this.#context);
    if (stream) {
      const { streamUrl = alpacaUrls.stream, openSocket, key } = stream;
      this.openStream = (sink) =>
        new AlpacaStream({ sink, clock, openSocket, key, streamUrl, feeds });
    }
  }

  abilities(): Partial<Readonly<Record<Capability, Ability>>> {
    const { stream, ...others } = alpacaAbilities(this.#context);
    return this.openStream ? { ...others, stream } : others;
  }

  status(): ProviderStatus {
    const { http, tradingHttp } = this.#options;
    const [data, trading] = [http.health(), tradingHttp.health()];
    const worst = worstFirst.indexOf(data.state) <= worstFirst.indexOf(trading.state);
    const { state, text, untilTsMs } = worst ? data : trading;
    const refusal = this.#context.calls.refusal();
    if (state === "auth-needed") {
      return { state, text: refusal ?? text, untilTsMs, loginEndsTsMs: null };
    }
    if (state === "ok" && refusal !== null) {
      return { state: "degraded", text: refusal, untilTsMs: null, loginEndsTsMs: null };
    }
    return { state, text, untilTsMs, loginEndsTsMs: null };
  }

  bars(query: BarQuery): AsyncIterable<BarChunk> {
    return readBars(this.#context, query);
  }

  quotes(symbols: readonly string[], asking: Asking) {
    return readQuotes(this.#context, symbols, asking);
  }

  expirations(underlying: string, asking: Asking): Promise<readonly LocalDate[]> {
    return this.#contracts.expiries(underlying, asking);
  }

  chain(query: ChainQuery) {
    return readChain(this.#context, this.#contracts, query);
  }

  optionTrades(query: TradeQuery) {
    return readOptionTrades(this.#context, query);
  }

  news(query: NewsQuery) {
    return readNews(this.#context, query);
  }

  splits(query: DateQuery & { readonly symbols: readonly string[] | null }) {
    return readSplits(this.#context, query);
  }

  universe(asking: Asking) {
    return readUniverse(this.#context, asking);
  }

  calendar(query: DateQuery) {
    return readCalendar(this.#context, query);
  }
}
