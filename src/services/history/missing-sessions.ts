import { nyse } from "../../domain/calendar.ts";
import type { LocalDate } from "../../domain/local-date.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import type { Store } from "../../ports/store.ts";
import { coverageBySymbol } from "./coverage.ts";
import { dayStartTsMs, settledStretch } from "./stretch.ts";

export interface MissingSessions {
  /** Sessions without a daily bar in the middle of bars, by symbol. */
  readonly bySymbol: ReadonlyMap<string, readonly LocalDate[]>;
  /** Sessions that most symbols lack: the exchange may have been closed, against the calendar. */
  readonly ofMarket: readonly LocalDate[];
}

const key = { interval: "1d", adjustment: "split" } as const;

/** Sessions next to the missing one on each side that have to have bars. */
const neighbours = 2;
/** A share of the market that lacks a session makes it the market's matter. */
const marketRatio = 0.5;
const marketSymbolsMin = 10;

/**
 * Looks for daily bars that should be there: sessions that count as complete, of symbols that
 * traded on both sides. One is a halt or a hole of the vendor; many at once are worth a look.
 */
export function findMissingSessions(
  store: Store,
  options: { readonly marketTsMs: number; readonly sessions: number },
): MissingSessions {
  const stretch = settledStretch(options.sessions, options.marketTsMs);
  const known = coverageBySymbol(store.coverage, key);
  const series = store.bars.series(key).filter(({ symbol }) => known.has(symbol));
  const bySymbol = new Map<string, readonly LocalDate[]>();
  const counts = new Map<LocalDate, number>();
  const range = { barsMax: options.sessions + neighbours, untilTsMs: stretch.untilTsMs };
  store.bars.readEach(series, range, ({ symbol }, bars) => {
    const row = known.get(symbol);
    const dates = new Set<LocalDate>();
    for (let i = 0; i < bars.length; i++) dates.add(newYorkDate(bars.openTsMs[i] as number));
    const holes = [...dates]
      .flatMap((date) => holesAfter(date, dates))
      .filter((date) => {
        const tsMs = dayStartTsMs(date);
        const isComplete = row !== undefined && tsMs >= row.fromTsMs && tsMs < row.untilTsMs;
        return isComplete && tsMs >= stretch.fromTsMs;
      });
    for (const date of holes) counts.set(date, (counts.get(date) ?? 0) + 1);
    if (holes.length > 0) bySymbol.set(symbol, holes);
  });
  const many = Math.max(marketSymbolsMin, series.length * marketRatio);
  const ofMarket = [...counts].flatMap(([date, count]) => (count >= many ? [date] : []));
  return { bySymbol, ofMarket: ofMarket.sort((a, b) => a - b) };
}

/** Single sessions that are missing after one that is there, between some that are. */
function holesAfter(date: LocalDate, dates: ReadonlySet<LocalDate>): LocalDate[] {
  const hole = nyse.nextTradingDay(date);
  if (dates.has(hole)) return [];
  let before = hole;
  let after = hole;
  for (let count = 0; count < neighbours; count++) {
    before = nyse.previousTradingDay(before);
    after = nyse.nextTradingDay(after);
    if (!dates.has(before) || !dates.has(after)) return [];
  }
  return [hole];
}
