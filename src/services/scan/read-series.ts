import { aggregateBars } from "../../domain/aggregate.ts";
import { barCloseTsMs } from "../../domain/bar-time.ts";
import type { Bars, MutableBars } from "../../domain/bars.ts";
import { type ClosingBar, guessClosingBar } from "../../domain/closing-bar.ts";
import { type Interval, intervalMs, isDateKeyed } from "../../domain/interval.ts";
import { sessionAt } from "../../domain/session.ts";
import type { BarStore, SeriesInfo } from "../../ports/bar-store.ts";

/** Which intraday bars count: the regular session, as most definitions mean it, or all of them. */
export type SessionFilter = "regular" | "all";

export interface ReadOptions {
  readonly interval: Interval;
  readonly barsMax: number;
  readonly untilTsMs: number;
  readonly session: SessionFilter;
  /** How far bars that others are put together from go, by interval; see `dataHorizons`. */
  readonly horizons?: ReadonlyMap<Interval, number>;
  /** Where that is known already; else the busiest of the series that are read tells. */
  readonly closingBars?: ReadonlyMap<Interval, ClosingBar>;
}

/**
 * 16 hours of extended trading hold 6.5 regular ones: so many more bars are read to keep those.
 * Where the reading ends in a pre-market and begins in a post-market, and for half days, two more
 * sessions are.
 */
const extendedHoursFactor = 2.5;
const extendedSessionMs = 16 * 3_600_000;
const extraSessions = 2;
/** A week has five sessions, a session 6.5 regular hours; one more bar may be cut in two. */
const regularSessionMs = 6.5 * 3_600_000;
const weekSessions = 5;
/** Ten sessions of 1m bars: enough for a busy symbol to show its post-market. */
const closingSampleBars = 9_600;

/**
 * Visits series as bars of the wanted interval: read, cut to the regular session, put together
 * from shorter bars where the store has only those. `bars` is valid during the visit only.
 */
export function readSeries(
  store: BarStore,
  series: readonly SeriesInfo[],
  options: ReadOptions,
  visit: (info: SeriesInfo, bars: Bars) => void,
): void {
  const { interval, untilTsMs } = options;
  for (const [from, group] of byInterval(series)) {
    const barsMax = sourceBarsMax(from, options);
    const closingBar = options.closingBars?.get(from) ?? closingBarOf(store, group, options);
    const horizonTsMs = options.horizons?.get(from) ?? Number.POSITIVE_INFINITY;
    store.readEach(group, { barsMax, untilTsMs }, (info, bars) => {
      const isCut = bars.length >= barsMax;
      if (options.session === "regular" && !isDateKeyed(from)) keepRegularSession(bars, closingBar);
      if (from === interval) visit(info, bars);
      else visit(info, putTogether(bars, options, { isCut, closingBar, horizonTsMs }));
    });
  }
}

function byInterval(series: readonly SeriesInfo[]): Map<Interval, SeriesInfo[]> {
  const groups = new Map<Interval, SeriesInfo[]>();
  for (const info of series) {
    const group = groups.get(info.interval);
    if (group) group.push(info);
    else groups.set(info.interval, [info]);
  }
  return groups;
}

function sourceBarsMax(from: Interval, { interval, barsMax, session }: ReadOptions): number {
  const wanted = from === interval ? barsMax : (barsMax + 1) * barsPerBar(from, interval);
  if (session === "all" || isDateKeyed(from)) return wanted;
  const extra = extraSessions * Math.ceil(extendedSessionMs / intervalMs(from));
  return Math.ceil(wanted * extendedHoursFactor) + extra;
}

function barsPerBar(from: Interval, to: Interval): number {
  if (to === "1w") return weekSessions;
  const lengthMs = to === "1d" ? regularSessionMs : intervalMs(to);
  return Math.ceil(lengthMs / intervalMs(from));
}

/**
 * Where the bar at the regular close belongs is a property of the feed, so its busiest series
 * tells for all: a quiet symbol may lack the later bars by chance.
 */
export function closingBarOf(
  store: BarStore,
  group: readonly SeriesInfo[],
  { untilTsMs }: Pick<ReadOptions, "untilTsMs">,
): ClosingBar {
  const [first] = group;
  if (first === undefined || isDateKeyed(first.interval)) return "by-clock";
  let busiest = first;
  for (const info of group) if (info.barCount > busiest.barCount) busiest = info;
  return guessClosingBar(store.read(busiest, { barsMax: closingSampleBars, untilTsMs }));
}

/** In place: later bars move over the ones that are dropped. */
function keepRegularSession(bars: MutableBars, closingBar: ClosingBar): void {
  const columns = [bars.openTsMs, bars.open, bars.high, bars.low, bars.close, bars.volume];
  let kept = 0;
  for (let i = 0; i < bars.length; i++) {
    if (!isRegularBar(bars.openTsMs[i] as number, closingBar)) continue;
    if (kept < i) for (const column of columns) column[kept] = column[i] as number;
    kept++;
  }
  bars.length = kept;
}

/** Whether an intraday bar counts into the regular session. */
export function isRegularBar(tsMs: number, closingBar: ClosingBar): boolean {
  if (sessionAt(tsMs) === "regular") return true;
  // The instant before the bar still belongs to the session that the bar closes.
  return closingBar === "regular" && sessionAt(tsMs - 1) === "regular";
}

interface Source {
  readonly isCut: boolean;
  readonly closingBar: ClosingBar;
  readonly horizonTsMs: number;
}

/**
 * The first bar of a history that was cut may lack its beginning, so it is left out; so is a last
 * one that goes on beyond the data: half a session is no day.
 */
function putTogether(bars: Bars, { interval }: ReadOptions, source: Source): Bars {
  const out = aggregateBars(bars, interval, { closingBar: source.closingBar });
  const first = source.isCut && out.length > 0 ? 1 : 0;
  let end = out.length;
  while (
    end > first &&
    barCloseTsMs(out.openTsMs[end - 1] as number, interval) > source.horizonTsMs
  ) {
    end--;
  }
  return {
    interval: out.interval,
    length: end - first,
    openTsMs: out.openTsMs.subarray(first),
    open: out.open.subarray(first),
    high: out.high.subarray(first),
    low: out.low.subarray(first),
    close: out.close.subarray(first),
    volume: out.volume.subarray(first),
  };
}

/**
 * Close of the newest bar that any symbol has, for each interval that bars are put together from.
 * One quiet symbol does not tell how far a feed goes; the whole store does.
 */
export function dataHorizons(
  store: BarStore,
  series: readonly SeriesInfo[],
  interval: Interval,
): ReadonlyMap<Interval, number> {
  const horizons = new Map<Interval, number>();
  for (const from of byInterval(series).keys()) {
    if (from === interval) continue;
    const lastTsMs = store.series({ interval: from }).map((info) => info.lastTsMs);
    const newestTsMs = lastTsMs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    horizons.set(from, barCloseTsMs(newestTsMs, from));
  }
  return horizons;
}
