import { Failure } from "../../../base/failure.ts";
import type { Bar } from "../../../domain/bars.ts";
import type { Interval } from "../../../domain/interval.ts";
import { dayMs, formatLocalDate } from "../../../domain/local-date.ts";
import { newYorkDate } from "../../../domain/new-york.ts";
import type { BarChunk, BarQuery } from "../../../ports/market-data.ts";
import { barOf, keyed } from "../bar-row.ts";
import { type BarWindow, barWindow, isWantedBar } from "../bar-window.ts";
import { risingBars } from "../rising-bars.ts";
import { type MassiveContext, massiveProvenance } from "./calls.ts";
import { pagesOf } from "./pages.ts";
import { knownUntilTsMs, planDelayMs, planDepthDays } from "./plan.ts";
import { isIndex, toMassiveSymbol } from "./symbols.ts";
import { unreadable } from "./wire.ts";

/** Longer ones begin at the full hour there, not with the session: our aggregator builds them. */
export const nativeIntervals = ["1m", "5m", "15m", "30m", "1d"] as const satisfies Interval[];
const spans: Partial<Record<Interval, string>> = {
  "1m": "1/minute",
  "5m": "5/minute",
  "15m": "15/minute",
  "30m": "30/minute",
  "1d": "1/day",
};
/** Minutes, or days, that a page is made of: the most that Massive takes. */
const baseBarsMax = 50_000;
/** A page of bars of 110 bytes each, with room. */
const pageBytesMax = 16 * 1_048_576;

/** Bars of one symbol after the other (massive.com/docs/rest/stocks/aggregates/custom-bars). */
export async function* readBars(
  context: MassiveContext,
  query: BarQuery,
): AsyncGenerator<BarChunk> {
  const span = spans[query.interval];
  if (span === undefined) {
    const offered = nativeIntervals.join(" ");
    throw new Failure(
      "provider.refused",
      `Massive is not asked for bars of "${query.interval}"; it is for ${offered}`,
    );
  }
  const nowMs = context.clock.nowMs();
  const window = barWindow(query, {
    oldestTsMs: nowMs - planDepthDays(context.plan) * dayMs,
    knownTsMs: knownUntilTsMs(context.plan, nowMs),
  });
  if (window === null) return;
  for (const symbol of new Set(query.symbols)) {
    const ticker = toMassiveSymbol(symbol);
    if (ticker === null) continue;
    try {
      yield* readSymbol(context, query, { symbol, ticker, span, window });
    } catch (error) {
      if (!isForeignIndex(symbol, error)) throw error;
    }
  }
}

/** Indices are a plan of their own; without it the shares of the query shall come nevertheless. */
function isForeignIndex(symbol: string, error: unknown): boolean {
  return isIndex(symbol) && error instanceof Failure && error.code === "provider.forbidden";
}

interface SymbolRead {
  readonly symbol: string;
  readonly ticker: string;
  readonly span: string;
  readonly window: BarWindow;
}

async function* readSymbol(
  context: MassiveContext,
  query: BarQuery,
  { symbol, ticker, span, window }: SymbolRead,
): AsyncGenerator<BarChunk> {
  const { adjustment, interval } = query;
  let toldTsMs = Number.NEGATIVE_INFINITY;
  const name = encodeURIComponent(ticker);
  const first = {
    path: `/v2/aggs/ticker/${name}/range/${span}/${rangeOf(window, interval)}`,
    query: { adjusted: adjustment === "split", sort: "asc", limit: baseBarsMax },
  };
  const pages = pagesOf(context, "bars", {
    ...{ first, endpoint: "bars", bytesMax: pageBytesMax, asking: query },
  });
  for await (const page of pages) {
    const rows = readAggregates(page.results, interval).filter(
      ({ openTsMs }) =>
        openTsMs >= window.fromTsMs && openTsMs < window.untilTsMs && isWantedBar(openTsMs, query),
    );
    const bars = risingBars(interval, rows);
    if (bars.length === 0) continue;
    if ((bars.openTsMs[0] as number) <= toldTsMs) throw backwards(symbol);
    toldTsMs = bars.openTsMs[bars.length - 1] as number;
    const facts = { delayMs: planDelayMs(context.plan), asOfTsMs: page.receivedTsMs };
    const provenance = massiveProvenance("sip", facts);
    yield { symbol, adjustment, bars, provenance };
  }
}

/** Both ends are included; dates for days, ms for anything shorter. */
function rangeOf({ fromTsMs, untilTsMs }: BarWindow, interval: Interval): string {
  if (interval !== "1d") return `${fromTsMs}/${untilTsMs - 1}`;
  const date = (tsMs: number) => formatLocalDate(newYorkDate(tsMs));
  return `${date(fromTsMs)}/${date(untilTsMs - 1)}`;
}

function readAggregates(rows: readonly unknown[], interval: Interval): Bar[] {
  const bars = rows.flatMap((row) => readAggregate(row) ?? []);
  if (rows.length > 0 && bars.length === 0) throw unreadable("bars", rows.length);
  return bars.map((bar) => keyed(bar, interval));
}

/** Null for what has no time or lacks a price. `openTsMs` is the time as it was told. */
export function readAggregate(row: unknown): Bar | null {
  if (typeof row !== "object" || row === null) return null;
  const { t } = row as { readonly t?: unknown };
  return Number.isSafeInteger(t) ? barOf(t as number, row) : null;
}

function backwards(symbol: string): Failure {
  return new Failure(
    "provider.bad-payload",
    `Massive's next page of "${symbol}" goes back to bars before those that it told already`,
  );
}
