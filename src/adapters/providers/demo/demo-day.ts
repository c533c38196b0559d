import { allocateBars } from "../../../domain/bars.ts";
import { nyse } from "../../../domain/calendar.ts";
import type { LocalDate } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import type { MarketBars } from "../../../ports/bar-store.ts";
import type { DemoMarket } from "./market.ts";

/**
 * Daily bars of every symbol on a session, or null before its close and on closed days. `breath`
 * is waited for after each symbol. The columns are the caller's: 40 bytes a symbol.
 */
export async function closedMarketDay(
  market: DemoMarket,
  date: LocalDate,
  nowTsMs: number,
  breath: (symbolIndex: number) => Promise<void>,
): Promise<MarketBars | null> {
  const closeMinute = nyse.closeMinuteOrZero(date);
  if (closeMinute === 0 || newYorkTsMs(date, closeMinute) > nowTsMs) return null;
  const { symbols } = market;
  const column = () => new Float64Array(symbols.length);
  const day = { open: column(), high: column(), low: column(), close: column(), volume: column() };
  const bars = allocateBars("1d", 1);
  for (let index = 0; index < symbols.length; index++) {
    market.dailyBars(index, { fromDate: date, toDate: date }, bars);
    day.open[index] = bars.open[0] as number;
    day.high[index] = bars.high[0] as number;
    day.low[index] = bars.low[0] as number;
    day.close[index] = bars.close[0] as number;
    day.volume[index] = bars.volume[0] as number;
    await breath(index);
  }
  const openTsMs = newYorkTsMs(date, 0);
  return { interval: "1d", adjustment: "split", openTsMs, symbols, ...day };
}
