import type { Clock } from "../../../ports/clock.ts";
import type {
  Ability,
  Asking,
  BarChunk,
  BarQuery,
  Capability,
  DateQuery,
  MarketDataProvider,
  NewsQuery,
  ProviderStatus,
} from "../../../ports/market-data.ts";
import type { VendorHttp } from "../vendor-http.ts";
import type { OpenVendorSocket } from "../vendor-socket.ts";
import { massiveAbilities } from "./abilities.ts";
import { massiveUrls } from "./access.ts";
import { readBars } from "./bars.ts";
import { MassiveCalls, type MassiveContext } from "./calls.ts";
import { readChain, readExpirations } from "./chain.ts";
import { readCalendar, readUniverse } from "./directory.ts";
import { readMarketDay } from "./market-day.ts";
import { readNews } from "./news.ts";
import { readOptionTrades } from "./option-trades.ts";
import type { MassivePlan } from "./plan.ts";
import { readQuotes } from "./quotes.ts";
import { readSplits } from "./splits.ts";
import { MassiveStream } from "./stream.ts";

export interface MassiveOptions {
  readonly http: VendorHttp;
  readonly clock: Clock;
  readonly plan: MassivePlan;
  /** Without it there is no stream; on the free plan there is none either. */
  readonly stream?: {
    readonly openSocket: OpenVendorSocket;
    readonly key: string;
    readonly streamUrl?: string;
  };
}

/** Massive, formerly Polygon.io (massive.com/docs). */
export class MassiveProvider implements MarketDataProvider {
  readonly id = "massive";
  readonly title = "Massive";
  readonly quotes?: NonNullable<MarketDataProvider["quotes"]>;
  readonly expirations?: NonNullable<MarketDataProvider["expirations"]>;
  readonly chain?: NonNullable<MarketDataProvider["chain"]>;
  readonly optionTrades?: NonNullable<MarketDataProvider["optionTrades"]>;
  readonly openStream?: NonNullable<MarketDataProvider["openStream"]>;
  readonly #http: VendorHttp;
  readonly #context: MassiveContext;

  constructor({ http, clock, plan, stream }: MassiveOptions) {
    const context = { calls: new MassiveCalls(http, plan), clock, plan };
    this.#http = http;
    this.#context = context;
    if (plan === "free") return;
    this.quotes = (symbols, asking) => readQuotes(context, symbols, asking);
    this.expirations = (underlying, asking) => readExpirations(context, underlying, asking);
    this.chain = (query) => readChain(context, query);
    this.optionTrades = (query) => readOptionTrades(context, query);
    if (stream === undefined) return;
    const { streamUrl = massiveUrls.streams[plan], openSocket, key } = stream;
    this.openStream = (sink) =>
      new MassiveStream({ sink, clock, openSocket, key, streamUrl, plan });
  }

  abilities(): Partial<Readonly<Record<Capability, Ability>>> {
    const { stream, ...others } = massiveAbilities(this.#context.plan);
    return stream && this.openStream ? { ...others, stream } : others;
  }

  status(): ProviderStatus {
    const health = this.#http.health();
    const refusal = this.#context.calls.refusal();
    if (health.state === "ok" && refusal !== null) {
      return { state: "degraded", text: refusal, untilTsMs: null, loginEndsTsMs: null };
    }
    return { ...health, loginEndsTsMs: null };
  }

  bars(query: BarQuery): AsyncIterable<BarChunk> {
    return readBars(this.#context, query);
  }

  marketDay(...[date, asking]: Parameters<NonNullable<MarketDataProvider["marketDay"]>>) {
    return readMarketDay(this.#context, date, asking);
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
