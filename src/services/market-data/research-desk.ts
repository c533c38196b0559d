import type { Failure } from "../../base/failure.ts";
import type { Provenance } from "../../domain/provenance.ts";
import type { NewsItem } from "../../domain/research.ts";
import { marketStatus } from "../../domain/session.ts";
import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import { troubleOf } from "../history/trouble.ts";
import type { Desk, DeskRound } from "./desk.ts";
import type { MarketData } from "./market-data.ts";

export interface ResearchDeskOptions {
  readonly store: Store;
  readonly bus: Pick<Bus, "announce">;
  readonly clock: Pick<Clock, "nowMs">;
  readonly data: Pick<MarketData, "ratings" | "news" | "ability">;
  readonly symbols: () => readonly string[];
}

const hourMs = 3_600_000;
const minuteMs = 60_000;
/** Analysts publish before the bell and after the close. */
const ratingsEveryMs = 12 * hourMs;
/** Each symbol is a request of its own, so a round takes a few and the next one goes on. */
const ratingsPerRound = 10;
/** A symbol that the vendor refuses is left alone for so long. */
const vainPauseMs = hourMs;
/** So many refusals in a row are no matter of symbols any more. */
const vainInARowMax = 3;
const newsEveryMs = { open: 5 * minuteMs, closed: hourMs } as const;
const newsCallsPerRound = 10;
const newsPauseMinMs = minuteMs;
/** Each look goes back so far. */
const newsBackMs = 24 * hourMs;
const pauseMs = 20_000;

/** Ratings and news of the watched symbols: each fact is stored once. */
export class ResearchDesk implements Desk {
  readonly name = "research";
  readonly #options: ResearchDeskOptions;
  #newsNextTsMs = Number.NEGATIVE_INFINITY;
  /** Index of the symbol that the next look begins with. */
  #newsAt = 0;
  /** Symbols that were refused, and until when they are left alone; those watched at most. */
  readonly #vainUntilTsMs = new Map<string, number>();

  constructor(options: ResearchDeskOptions) {
    this.#options = options;
  }

  async round(marketTsMs: number, signal: AbortSignal): Promise<DeskRound> {
    const symbols = this.#options.symbols();
    // News that do not come hold up no ratings: they may be of another vendor.
    const trouble: { failure: Failure | null } = { failure: null };
    const newsNextTsMs = await this.#news(symbols, marketTsMs, signal).catch((error: unknown) => {
      trouble.failure = troubleOf(error).failure;
      return marketTsMs;
    });
    const dueTsMs = await this.#ratings(symbols, marketTsMs, signal);
    if (trouble.failure !== null) throw trouble.failure;
    const nextTsMs = Math.max(Math.min(newsNextTsMs, dueTsMs), marketTsMs + pauseMs);
    return { nextTsMs, text: null };
  }

  /** News that a stream brings. */
  take(items: readonly NewsItem[], provenance: Provenance): void {
    const named = [...new Set(items.flatMap((item) => item.symbols))];
    this.#store("news", named, () => this.#options.store.research.addNews(items, provenance));
  }

  /** Asks for the symbols whose ratings are oldest; returns when the next one is due. */
  async #ratings(
    symbols: readonly string[],
    marketTsMs: number,
    signal: AbortSignal,
  ): Promise<number> {
    const { store, data } = this.#options;
    if (data.ability("ratings") === null) return Number.POSITIVE_INFINITY;
    const fetched = new Map(
      store.providers
        .freshness({ capability: "ratings" })
        .map(({ symbol, fetchedTsMs }) => [symbol, fetchedTsMs]),
    );
    const vain = this.#vainUntilTsMs;
    for (const [symbol, tsMs] of vain) if (tsMs <= marketTsMs) vain.delete(symbol);
    const dueTsMsOf = (symbol: string) =>
      vain.get(symbol) ?? (fetched.get(symbol) ?? Number.NEGATIVE_INFINITY) + ratingsEveryMs;
    const byDue = symbols.toSorted((a, b) => dueTsMsOf(a) - dueTsMsOf(b));
    const due = byDue.filter((symbol) => dueTsMsOf(symbol) <= marketTsMs);
    let vainInARow = 0;
    for (const symbol of due.slice(0, ratingsPerRound)) {
      try {
        await this.#ratingsOf(symbol, marketTsMs, signal);
        vainInARow = 0;
      } catch (error) {
        const { kind, failure } = troubleOf(error);
        if (kind === "symbol") vain.set(symbol, marketTsMs + vainPauseMs);
        vainInARow += 1;
        if (kind !== "symbol" || vainInARow >= vainInARowMax) throw failure;
      }
    }
    const next = byDue[Math.min(due.length, ratingsPerRound)];
    return next === undefined ? marketTsMs + ratingsEveryMs : dueTsMsOf(next);
  }

  async #ratingsOf(symbol: string, marketTsMs: number, signal: AbortSignal): Promise<void> {
    const { store, data } = this.#options;
    const { value, provenance } = await data.ratings(symbol, { lane: "watchlist", signal });
    this.#store("ratings", [symbol], () => {
      const newest = value[0]?.tsMs ?? marketTsMs;
      const fetched = { provider: provenance.provider, fetchedTsMs: marketTsMs, asOfTsMs: newest };
      store.providers.putFreshness([{ symbol, capability: "ratings", ...fetched }]);
      return store.research.addRatings(value, provenance);
    });
  }

  async #news(
    symbols: readonly string[],
    marketTsMs: number,
    signal: AbortSignal,
  ): Promise<number> {
    const { data } = this.#options;
    if (data.ability("news") === null || symbols.length === 0) return Number.POSITIVE_INFINITY;
    const isClosed = marketStatus(marketTsMs).session === "closed";
    const everyMs = isClosed ? newsEveryMs.closed : newsEveryMs.open;
    if (this.#newsNextTsMs > marketTsMs) return this.#newsNextTsMs;
    const { wanted, pauseMs } = this.#nextOf(symbols, everyMs);
    // Vendors tag items minutes after they publish them: each look goes back over the one before.
    const fromTsMs = marketTsMs - newsBackMs;
    const query = { symbols: wanted, fromTsMs, lane: "watchlist", signal } as const;
    const { value, provenance } = await data.news(query);
    this.take(value, provenance);
    this.#newsNextTsMs = marketTsMs + pauseMs;
    return this.#newsNextTsMs;
  }

  /** Where a vendor takes few symbols at a time, a round asks for some and the next goes on. */
  #nextOf(symbols: readonly string[], everyMs: number) {
    const symbolsMax = this.#options.data.ability("news")?.symbolsMax ?? 1;
    const count = Math.min(symbols.length, symbolsMax * newsCallsPerRound);
    const from = this.#newsAt >= symbols.length ? 0 : this.#newsAt;
    this.#newsAt = from + count;
    const pauseMs = Math.max((everyMs * count) / symbols.length, newsPauseMinMs);
    return { wanted: symbols.slice(from, from + count), pauseMs };
  }

  #store(kind: "ratings" | "news", symbols: readonly string[], add: () => number): void {
    const { store, bus, clock } = this.#options;
    const added = store.bars.transaction(() => {
      const itemCount = add();
      if (itemCount === 0) return 0;
      const payload = { kind, symbols: symbols.slice(0, namedMax), itemCount };
      store.events.append("research.found", payload, clock.nowMs());
      return itemCount;
    });
    if (added > 0) bus.announce();
  }
}

/** Symbols that an event names. */
const namedMax = 200;
