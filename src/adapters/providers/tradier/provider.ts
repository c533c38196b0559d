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
  ProviderStatus,
} from "../../../ports/market-data.ts";
import type { VendorHttp } from "../vendor-http.ts";
import type { OpenVendorSocket } from "../vendor-socket.ts";
import { tradierAbilities } from "./abilities.ts";
import { tradierUrls } from "./access.ts";
import { readBars } from "./bars.ts";
import { readCalendar } from "./calendar.ts";
import type { TradierContext } from "./calls.ts";
import { readChain, readExpirations } from "./chain.ts";
import { readOptionTrades } from "./option-trades.ts";
import type { TradierPlan } from "./plan.ts";
import { readQuotes } from "./quotes.ts";
import { TradierStream } from "./stream.ts";

export interface TradierOptions {
  readonly http: VendorHttp;
  readonly clock: Clock;
  readonly plan: TradierPlan;
  /** Without it there is no stream; in the sandbox there is none either. */
  readonly stream?: { readonly openSocket: OpenVendorSocket; readonly streamUrl?: string };
}

/** Tradier Brokerage (docs.tradier.com). */
export class TradierProvider implements MarketDataProvider {
  readonly id = "tradier";
  readonly title = "Tradier";
  readonly optionTrades?: NonNullable<MarketDataProvider["optionTrades"]>;
  readonly openStream?: NonNullable<MarketDataProvider["openStream"]>;
  readonly #context: TradierContext;

  constructor({ http, clock, plan, stream }: TradierOptions) {
    const context = { http, clock, plan };
    this.#context = context;
    if (plan === "sandbox") return;
    this.optionTrades = (query) => readOptionTrades(context, query);
    if (stream === undefined) return;
    const { streamUrl = tradierUrls.stream, openSocket } = stream;
    this.openStream = (sink) => new TradierStream({ context, sink, openSocket, streamUrl });
  }

  abilities(): Partial<Readonly<Record<Capability, Ability>>> {
    const { stream, ...others } = tradierAbilities(this.#context.plan);
    return stream && this.openStream ? { ...others, stream } : others;
  }

  status(): ProviderStatus {
    return { ...this.#context.http.health(), loginEndsTsMs: null };
  }

  bars(query: BarQuery): AsyncIterable<BarChunk> {
    return readBars(this.#context, query);
  }

  quotes(symbols: readonly string[], asking: Asking) {
    return readQuotes(this.#context, symbols, asking);
  }

  expirations(underlying: string, asking: Asking) {
    return readExpirations(this.#context, underlying, asking);
  }

  chain(query: ChainQuery) {
    return readChain(this.#context, query);
  }

  calendar(query: DateQuery) {
    return readCalendar(this.#context, query);
  }
}
