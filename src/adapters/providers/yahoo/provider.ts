import type { Clock } from "../../../ports/clock.ts";
import type {
  Asking,
  BarQuery,
  ChainQuery,
  MarketDataProvider,
  NewsQuery,
  ProviderStatus,
  StreamSink,
} from "../../../ports/market-data.ts";
import type { VendorHttp } from "../vendor-http.ts";
import type { OpenVendorSocket, SocketTimes } from "../vendor-socket.ts";
import { yahooUrls } from "./addresses.ts";
import { chartDepthDays, chartIntervals, YahooChart } from "./chart.ts";
import { optionsDelayMs, YahooOptions } from "./options.ts";
import { quoteSymbolsMax, YahooQuotes } from "./quotes.ts";
import { YahooResearch } from "./research.ts";
import { YahooStream } from "./stream.ts";
import { streamSymbolsMax } from "./stream-protocol.ts";

export interface YahooProviderOptions {
  /** Without a login: chart, spark, search; see `yahooPlainLimits`. */
  readonly plain: VendorHttp;
  /** With `YahooLogin`: quote, options, quoteSummary; see `yahooCrumbLimits`. */
  readonly withCrumb: VendorHttp;
  /** Why the login is not kept; empty when all is well. */
  readonly login?: { readonly trouble: string };
  readonly openSocket?: OpenVendorSocket;
  readonly clock: Pick<Clock, "nowMs">;
  readonly userAgent: string;
  readonly streamUrl?: string;
  readonly streamTimes?: Partial<SocketTimes>;
}

const abilities = {
  bars: {
    feed: "yahoo",
    delayMs: 0,
    symbolsMax: 1,
    intervals: chartIntervals,
    depthDays: chartDepthDays,
    adjustments: ["split"],
  },
  quotes: { feed: "yahoo", delayMs: 0, symbolsMax: quoteSymbolsMax, hasPremarket: true },
  chain: {
    feed: "yahoo",
    delayMs: optionsDelayMs,
    symbolsMax: 1,
    hasGreeks: false,
    hasOpenInterest: true,
  },
  ratings: { feed: "yahoo", delayMs: 0, symbolsMax: 1 },
  news: { feed: "yahoo", delayMs: 0, symbolsMax: 1 },
  splits: { feed: "yahoo", delayMs: 0, symbolsMax: 1 },
} as const;

const stream = {
  feed: "yahoo",
  delayMs: 0,
  symbolsMax: streamSymbolsMax,
  streams: ["quotes"],
  hasPremarket: true,
  hasMarketStream: false,
} as const;

/** Yahoo Finance: no key, no account, no promise. See docs/how-to/providers/yahoo.md. */
export class YahooProvider implements MarketDataProvider {
  readonly id = "yahoo";
  readonly title = "Yahoo Finance";
  readonly openStream?: (sink: StreamSink) => YahooStream;
  readonly #options: YahooProviderOptions;
  readonly #chart: YahooChart;
  readonly #quotes: YahooQuotes;
  readonly #optionChains: YahooOptions;
  readonly #research: YahooResearch;

  constructor(options: YahooProviderOptions) {
    const { plain, withCrumb, clock, openSocket } = options;
    this.#options = options;
    this.#chart = new YahooChart({ http: plain, clock });
    this.#quotes = new YahooQuotes({ plain, withCrumb, clock });
    this.#optionChains = new YahooOptions({ http: withCrumb, clock });
    this.#research = new YahooResearch({ plain, withCrumb, clock });
    if (openSocket === undefined) return;
    const { userAgent, streamUrl: url = yahooUrls.stream, streamTimes } = options;
    this.openStream = (sink) => {
      const times = streamTimes && { times: streamTimes };
      return new YahooStream({ openSocket, clock, url, userAgent, sink, ...times });
    };
  }

  abilities() {
    return this.openStream === undefined ? abilities : { ...abilities, stream };
  }

  /** Without the crumb prices still come: that is a trouble, and nothing the user can mend. */
  status(): ProviderStatus {
    const { plain, withCrumb, login } = this.#options;
    const health = plain.health();
    if (health.state !== "ok") return { ...health, loginEndsTsMs: null };
    const { state, text, untilTsMs } = withCrumb.health();
    if (state !== "ok") {
      const lack = "no options and ratings, of quotes the prices only";
      const because = text === "" ? lack : `${lack}: ${text}`;
      return { state: "degraded", text: because, untilTsMs, loginEndsTsMs: null };
    }
    const trouble = login?.trouble ?? "";
    const kept = trouble === "" ? "" : `the login is not kept for the next start: ${trouble}`;
    return { state: "ok", text: kept, untilTsMs: null, loginEndsTsMs: null };
  }

  bars(query: BarQuery) {
    return this.#chart.bars(query);
  }

  splits(query: Parameters<YahooChart["splits"]>[0]) {
    return this.#chart.splits(query);
  }

  quotes(symbols: readonly string[], asking: Asking) {
    return this.#quotes.quotes(symbols, asking);
  }

  expirations(underlying: string, asking: Asking) {
    return this.#optionChains.expirations(underlying, asking);
  }

  chain(query: ChainQuery) {
    return this.#optionChains.chain(query);
  }

  ratings(symbol: string, asking: Asking) {
    return this.#research.ratings(symbol, asking);
  }

  news(query: NewsQuery) {
    return this.#research.news(query);
  }
}
