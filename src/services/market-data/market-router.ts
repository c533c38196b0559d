import { Failure, type FailureCode } from "../../base/failure.ts";
import type { Clock } from "../../ports/clock.ts";
import type {
  Ability,
  BarChunk,
  BarQuery,
  Capability,
  MarketDataProvider,
  MarketStream,
  StreamSink,
} from "../../ports/market-data.ts";
import { capabilities } from "../../ports/market-data.ts";
import type { MarketData } from "./market-data.ts";

export interface MarketRouterOptions {
  /** In the order in which the user wants them. */
  readonly providers: readonly MarketDataProvider[];
  readonly clock: Pick<Clock, "nowMs">;
  /** Somebody else serves a capability than before. One line for people. */
  readonly onChange: (change: { readonly provider: string; readonly text: string }) => void;
}

/** Who serves a capability, and why it is not an earlier one. */
export interface Serving {
  readonly capability: Capability;
  readonly provider: string;
  /** "first choice", or what is the matter with those before. */
  readonly why: string;
}

/** A provider that could not answer is passed over for so long. */
const passOverMs: Partial<Readonly<Record<FailureCode, number>>> = {
  // A plan does not change by the minute; a user who changed it starts anew.
  "provider.forbidden": 3_600_000,
  "provider.unauthorized": 60_000,
  "provider.rate-limited": 60_000,
  "provider.unavailable": 60_000,
  "provider.bad-payload": 300_000,
};

interface PassedOver {
  readonly untilTsMs: number;
  readonly why: string;
}

type Method = Exclude<keyof MarketData, "ability">;

const methodOf = {
  bars: "bars",
  "market-day": "marketDay",
  quotes: "quotes",
  chain: "chain",
  "option-trades": "optionTrades",
  ratings: "ratings",
  news: "news",
  splits: "splits",
  universe: "universe",
  calendar: "calendar",
  stream: "openStream",
} as const satisfies Record<Capability, Method | "openStream">;

/**
 * Market data from several providers as if they were one: every capability is asked of the first
 * provider in the user's order that offers it and is well. One that fails is passed over for a
 * while and the question goes to the next, which is told; what comes back says who gave it.
 */
export class MarketRouter implements MarketData {
  readonly #options: MarketRouterOptions;
  readonly #passedOver = new Map<string, PassedOver>();
  readonly #served = new Map<Capability, string>();

  constructor(options: MarketRouterOptions) {
    this.#options = options;
  }

  ability(capability: Capability): (Ability & { readonly provider: string }) | null {
    const [provider] = this.#candidates(capability);
    const ability = provider?.abilities()[capability];
    return provider && ability ? { ...ability, provider: provider.id } : null;
  }

  /** What is served now and by whom; a capability that nobody offers is left out. */
  serving(): readonly Serving[] {
    return capabilities.flatMap((capability) => {
      const [provider] = this.#candidates(capability);
      if (provider === undefined) return [];
      return { capability, provider: provider.id, why: this.#why(capability, provider) };
    });
  }

  /** Chunks of one provider only: after the first one, its failure is the caller's. */
  async *bars(query: BarQuery): AsyncIterable<BarChunk> {
    const fits = ({ intervals, adjustments }: Ability) =>
      (intervals === undefined || intervals.includes(query.interval)) &&
      (adjustments === undefined || adjustments.includes(query.adjustment));
    yield* this.#stream("bars", (provider) => provider.bars?.(query), fits);
  }

  async *optionTrades(query: Parameters<MarketData["optionTrades"]>[0]) {
    yield* this.#stream("option-trades", (provider) => provider.optionTrades?.(query));
  }

  marketDay: MarketData["marketDay"] = (date, asking) =>
    this.#ask("market-day", (provider) => provider.marketDay?.(date, asking));

  quotes: MarketData["quotes"] = (symbols, asking) =>
    this.#ask("quotes", (provider) => provider.quotes?.(symbols, asking));

  expirations: MarketData["expirations"] = (underlying, asking) =>
    this.#ask("chain", (provider) => provider.expirations?.(underlying, asking));

  chain: MarketData["chain"] = (query) => this.#ask("chain", (provider) => provider.chain?.(query));

  ratings: MarketData["ratings"] = (symbol, asking) =>
    this.#ask("ratings", (provider) => provider.ratings?.(symbol, asking));

  news: MarketData["news"] = (query) => this.#ask("news", (provider) => provider.news?.(query));

  splits: MarketData["splits"] = (query) =>
    this.#ask("splits", (provider) => provider.splits?.(query));

  universe: MarketData["universe"] = (asking) =>
    this.#ask("universe", (provider) => provider.universe?.(asking));

  calendar: MarketData["calendar"] = (query) =>
    this.#ask("calendar", (provider) => provider.calendar?.(query));

  /** A stream of the first provider that offers one of the kind; null where none does. */
  openStream(
    kind: NonNullable<Ability["streams"]>[number],
    sink: StreamSink,
  ): {
    readonly provider: MarketDataProvider;
    readonly stream: MarketStream;
  } | null {
    const streams = ({ streams: kinds }: Ability) => kinds?.includes(kind) ?? false;
    const [provider] = this.#candidates("stream", streams);
    const stream = provider?.openStream?.(sink);
    return provider && stream ? { provider, stream } : null;
  }

  async #ask<T>(
    capability: Capability,
    ask: (provider: MarketDataProvider) => Promise<T> | undefined,
  ): Promise<T> {
    let trouble: unknown = null;
    for (const provider of this.#candidates(capability)) {
      const answer = ask(provider);
      if (answer === undefined) continue;
      try {
        const value = await answer;
        this.#tell(capability, provider);
        return value;
      } catch (error) {
        this.#passOver(capability, provider, error);
        trouble = error;
      }
    }
    throw trouble ?? this.#missing(capability);
  }

  async *#stream<T>(
    capability: Capability,
    ask: (provider: MarketDataProvider) => AsyncIterable<T> | undefined,
    fits: (ability: Ability) => boolean = () => true,
  ): AsyncIterable<T> {
    let trouble: unknown = null;
    for (const provider of this.#candidates(capability, fits)) {
      const answer = ask(provider);
      if (answer === undefined) continue;
      let hasBegun = false;
      try {
        for await (const value of answer) {
          if (!hasBegun) this.#tell(capability, provider);
          hasBegun = true;
          yield value;
        }
        return;
      } catch (error) {
        this.#passOver(capability, provider, error);
        if (hasBegun) throw error;
        trouble = error;
      }
    }
    throw trouble ?? this.#missing(capability);
  }

  /**
   * Who can be asked, the first choice first. Where all are passed over they are asked all the
   * same, in order: perhaps one is back.
   */
  #candidates(
    capability: Capability,
    fits: (ability: Ability) => boolean = () => true,
  ): readonly MarketDataProvider[] {
    const offering = this.#options.providers.filter((provider) => {
      const ability = provider.abilities()[capability];
      return ability !== undefined && provider[methodOf[capability]] !== undefined && fits(ability);
    });
    const well = offering.filter((provider) => this.#troubleOf(capability, provider) === null);
    return well.length > 0 ? well : offering;
  }

  #troubleOf(capability: Capability, provider: MarketDataProvider): string | null {
    const key = `${provider.id} ${capability}`;
    const passed = this.#passedOver.get(key);
    const nowMs = this.#options.clock.nowMs();
    if (passed !== undefined && passed.untilTsMs > nowMs) return passed.why;
    if (passed !== undefined) this.#passedOver.delete(key);
    const { state, text } = provider.status();
    return state === "auth-needed" || state === "down" ? text || state : null;
  }

  #passOver(capability: Capability, provider: MarketDataProvider, error: unknown): void {
    const pauseMs = error instanceof Failure ? passOverMs[error.code] : undefined;
    // A question that nobody could answer, or an end that was asked for: the others are no better.
    if (pauseMs === undefined) throw error;
    const untilTsMs = this.#options.clock.nowMs() + pauseMs;
    this.#passedOver.set(`${provider.id} ${capability}`, {
      untilTsMs,
      why: (error as Failure).message,
    });
  }

  #tell(capability: Capability, provider: MarketDataProvider): void {
    const before = this.#served.get(capability);
    if (before === provider.id) return;
    this.#served.set(capability, provider.id);
    const [first] = this.#options.providers.filter((one) => one.abilities()[capability]);
    // The first choice needs no word, unless somebody else stood in for it.
    if (before === undefined && first === provider) return;
    const text = `${capability}: ${provider.title} (${this.#why(capability, provider)})`;
    this.#options.onChange({ provider: provider.id, text });
  }

  #why(capability: Capability, provider: MarketDataProvider): string {
    const before = this.#options.providers.filter((one) => one.abilities()[capability]);
    const reasons = before
      .slice(0, before.indexOf(provider))
      .map((one) => `${one.title}: ${this.#troubleOf(capability, one) ?? "does not fit"}`);
    return reasons.length === 0 ? "first choice" : reasons.join("; ");
  }

  #missing(capability: Capability): Failure {
    const names = this.#options.providers.map(({ title }) => title).join(", ") || "none";
    const offer = `no provider that is set up offers "${capability}"`;
    const text = `${offer} (set up: ${names}); l2t providers tells more`;
    return new Failure("provider.missing", text);
  }
}
