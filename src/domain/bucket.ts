import { barCloseTsMs, type SessionSpan, sessionSpanAt } from "./bar-time.ts";
import type { Calendar } from "./calendar.ts";
import type { ClosingBar } from "./closing-bar.ts";
import { type Interval, intervalMs } from "./interval.ts";
import { addDays, weekStart } from "./local-date.ts";
import { newYorkDate, newYorkTsMs } from "./new-york.ts";

export interface BucketOptions {
  readonly from: Interval;
  readonly to: Interval;
  readonly closingBar: ClosingBar;
  readonly calendar: Calendar;
}

/**
 * Says which target bar a source bar belongs to. It remembers the last bucket, so that bars in
 * order cost a comparison each.
 */
export class BucketCursor {
  /** Open time that the target bar is stored under. */
  openTsMs = Number.NaN;
  /** Source bars that open before this instant still belong to the bucket. */
  untilTsMs = Number.NEGATIVE_INFINITY;
  /** The bucket is complete once a source bar has ended, or the clock has passed, here. */
  completeTsMs = Number.NaN;

  #fromTsMs = Number.POSITIVE_INFINITY;
  /** False in stretches whose bars belong to no target bar, such as the pre-market for 1d. */
  #isHeld = false;
  readonly #options: BucketOptions;

  constructor(options: BucketOptions) {
    this.#options = options;
  }

  /** Moves to the bucket of a source bar. False when the bar belongs to none. */
  moveTo(tsMs: number): boolean {
    const isInside = tsMs >= this.#fromTsMs && tsMs < this.untilTsMs;
    if (this.#options.to === "1w") {
      if (!isInside) this.#moveToWeek(tsMs);
      return this.#options.calendar.isTradingDay(newYorkDate(tsMs));
    }
    return isInside ? this.#isHeld : this.#moveToSession(tsMs);
  }

  #moveToSession(tsMs: number): boolean {
    const { to, from, closingBar, calendar } = this.#options;
    let span = sessionSpanAt(tsMs, calendar);
    const isClosingBar =
      closingBar === "regular" && span?.session === "postmarket" && tsMs === span.fromTsMs;
    if (isClosingBar) span = sessionSpanAt(tsMs - 1, calendar);
    if (!span || (to === "1d" && span.session !== "regular")) return this.#skip(tsMs, span);

    if (to === "1d") this.#set(newYorkTsMs(span.date, 0), span.fromTsMs, span.untilTsMs);
    else this.#moveToSlice(isClosingBar ? tsMs - 1 : tsMs, span);
    // The closing bar joins the bucket that ends with the regular session, one source bar later.
    const endsSession = span.session === "regular" && this.untilTsMs === span.untilTsMs;
    if (closingBar === "regular" && endsSession) {
      this.completeTsMs = this.untilTsMs + intervalMs(from);
      this.untilTsMs += 1;
    }
    return true;
  }

  #moveToSlice(tsMs: number, span: SessionSpan): void {
    const lengthMs = intervalMs(this.#options.to);
    const slice = Math.floor((tsMs - span.fromTsMs) / lengthMs);
    const openTsMs = span.fromTsMs + slice * lengthMs;
    this.#set(openTsMs, openTsMs, Math.min(openTsMs + lengthMs, span.untilTsMs));
  }

  #moveToWeek(tsMs: number): void {
    const monday = weekStart(newYorkDate(tsMs));
    const openTsMs = newYorkTsMs(monday, 0);
    this.#set(openTsMs, openTsMs, newYorkTsMs(addDays(monday, 7), 0));
    this.completeTsMs = barCloseTsMs(openTsMs, "1w", this.#options.calendar);
  }

  #skip(tsMs: number, span: SessionSpan | null): false {
    this.#set(Number.NaN, tsMs, span ? span.untilTsMs : tsMs);
    this.#isHeld = false;
    return false;
  }

  #set(openTsMs: number, fromTsMs: number, untilTsMs: number): void {
    this.openTsMs = openTsMs;
    this.#fromTsMs = fromTsMs;
    this.untilTsMs = untilTsMs;
    this.completeTsMs = untilTsMs;
    this.#isHeld = true;
  }
}
