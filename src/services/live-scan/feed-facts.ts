import type { ClosingBar } from "../../domain/closing-bar.ts";
import { type Interval, isDateKeyed } from "../../domain/interval.ts";
import type { LocalDate } from "../../domain/local-date.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import { sessionAt } from "../../domain/session.ts";
import type { BarStore, SeriesInfo } from "../../ports/bar-store.ts";
import { closingBarOf, isRegularBar } from "../scan/read-series.ts";

interface Feed {
  readonly busiest: SeriesInfo;
  readonly date: LocalDate;
}

/**
 * Where the bar at the regular close belongs, for each interval: what a scan of the market finds
 * out from its busiest series, kept so that a scan of a few series need not.
 */
export class FeedFacts {
  readonly #store: BarStore;
  readonly #feeds = new Map<Interval, Feed>();
  readonly #closingBars = new Map<Interval, ClosingBar>();

  constructor(store: BarStore) {
    this.#store = store;
  }

  get closingBars(): ReadonlyMap<Interval, ClosingBar> {
    return this.#closingBars;
  }

  /** Whether scans count a bar: the regular session, for intraday bars. */
  isCounted(interval: Interval, openTsMs: number): boolean {
    if (isDateKeyed(interval)) return true;
    return isRegularBar(openTsMs, this.#closingBars.get(interval) ?? "by-clock");
  }

  /** Looks at a feed as it stands at a moment. */
  learn(interval: Interval, series: readonly SeriesInfo[], untilTsMs: number): void {
    const [first] = series;
    if (first === undefined || isDateKeyed(interval)) return;
    const busiest = series.reduce((a, b) => (b.barCount > a.barCount ? b : a), first);
    this.#feeds.set(interval, { busiest, date: newYorkDate(untilTsMs) });
    this.#closingBars.set(interval, closingBarOf(this.#store, [busiest], { untilTsMs }));
  }

  /**
   * Looks again where a moment may have brought something new: once a day, and in the
   * post-market. Returns true when bars count otherwise than before.
   */
  look(interval: Interval, openTsMs: number): boolean {
    const feed = this.#feeds.get(interval);
    if (feed === undefined) return false;
    const before = this.#closingBars.get(interval);
    const date = newYorkDate(openTsMs);
    if (date !== feed.date) this.learn(interval, this.#store.series({ interval }), openTsMs);
    else if (sessionAt(openTsMs) === "postmarket") this.#guess(interval, feed, openTsMs);
    return this.#closingBars.get(interval) !== before;
  }

  clear(): void {
    this.#feeds.clear();
    this.#closingBars.clear();
  }

  #guess(interval: Interval, { busiest }: Feed, untilTsMs: number): void {
    this.#closingBars.set(interval, closingBarOf(this.#store, [busiest], { untilTsMs }));
  }
}
