import { barCloseTsMs } from "../../../domain/bar-time.ts";
import type { Bar } from "../../../domain/bars.ts";
import { nyse } from "../../../domain/calendar.ts";
import type { Adjustment } from "../../../domain/instrument.ts";
import { formatLocalDate, type LocalDate } from "../../../domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../../../domain/new-york.ts";
import type { MarketBars } from "../../../ports/bar-store.ts";
import type { Asking, Sourced } from "../../../ports/market-data.ts";
import { readAggregate } from "./bars.ts";
import { isTooEarly, type MassiveContext, massiveProvenance } from "./calls.ts";
import { planDelayMs } from "./plan.ts";
import { fromMassiveSymbol } from "./symbols.ts";
import { readBody, resultsPage, unreadable } from "./wire.ts";

/** 12,000 rows of 110 bytes, with room. */
const bytesMax = 16 * 1_048_576;

/**
 * Daily bars of the whole market in one call
 * (massive.com/docs/rest/stocks/aggregates/daily-market-summary). Null for a day without a session,
 * one that is not over, or one that a free key may not have yet: those of today come at night.
 */
export async function readMarketDay(
  context: MassiveContext,
  date: LocalDate,
  asking: Asking & { readonly adjustment: Adjustment },
): Promise<Sourced<MarketBars> | null> {
  const openTsMs = newYorkTsMs(date, 0);
  const { clock, plan } = context;
  const isOver = barCloseTsMs(openTsMs, "1d") + lateMs(context) <= clock.nowMs();
  if (!nyse.isTradingDay(date) || !isOver) return null;
  const response = await context.calls
    .get({
      path: `/v2/aggs/grouped/locale/us/market/stocks/${formatLocalDate(date)}`,
      query: { adjusted: asking.adjustment === "split", include_otc: false },
      ...{ endpoint: "market-day", bytesMax, asking },
    })
    .catch((error: unknown) => {
      if (isTooEarly(error)) return null;
      throw error;
    });
  if (response === null) return null;
  const { results } = readBody(resultsPage, response, "the market day");
  const bars = readDay(results, date);
  if (bars.size === 0) return null;
  const facts = { delayMs: planDelayMs(plan), asOfTsMs: response.receivedTsMs };
  return {
    value: columnsOf(bars, openTsMs, asking.adjustment),
    provenance: massiveProvenance("sip", facts),
  };
}

/** When a free key gets the day is told by the answer alone. */
function lateMs({ plan }: MassiveContext): number {
  return plan === "free" ? 0 : planDelayMs(plan);
}

/** The rows carry the END of the session as their time; what is of another date is left out. */
function readDay(rows: readonly unknown[], date: LocalDate): Map<string, Bar> {
  const bars = new Map<string, Bar>();
  let misfits = 0;
  for (const row of rows) {
    const bar = readAggregate(row);
    const { T } = (row ?? {}) as { readonly T?: unknown };
    if (bar === null || typeof T !== "string" || newYorkDate(bar.openTsMs) !== date) {
      misfits++;
      continue;
    }
    const symbol = fromMassiveSymbol(T);
    if (symbol !== null) bars.set(symbol, bar);
  }
  if (rows.length > 0 && misfits === rows.length) throw unreadable("market day", misfits);
  return bars;
}

function columnsOf(
  bars: ReadonlyMap<string, Bar>,
  openTsMs: number,
  adjustment: Adjustment,
): MarketBars {
  const rows = [...bars.values()];
  const column = (name: Exclude<keyof Bar, "openTsMs">) =>
    Float64Array.from(rows, (bar) => bar[name]);
  return {
    ...{ interval: "1d", adjustment, openTsMs, symbols: [...bars.keys()] },
    ...{ open: column("open"), high: column("high"), low: column("low") },
    ...{ close: column("close"), volume: column("volume") },
  };
}
