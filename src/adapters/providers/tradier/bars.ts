import { Failure } from "../../../base/failure.ts";
import type { Bar, Bars } from "../../../domain/bars.ts";
import type { Interval } from "../../../domain/interval.ts";
import { dayMs, formatLocalDate, parseLocalDate } from "../../../domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../../../domain/new-york.ts";
import type { BarChunk, BarQuery } from "../../../ports/market-data.ts";
import { barOf } from "../bar-row.ts";
import { type BarWindow, barWindow, isWantedBar } from "../bar-window.ts";
import { numberOrNull } from "../figures.ts";
import { inOrder } from "../in-order.ts";
import { risingBars } from "../rising-bars.ts";
import { ask, parallelMax, type TradierContext, tradierProvenance } from "./calls.ts";
import { planDelayMs } from "./plan.ts";
import { toTradierSymbol } from "./symbols.ts";
import { askTimeSales } from "./time-sales.ts";
import { easternTsMs, rowsAt, unreadable } from "./wire.ts";

export const nativeIntervals = ["1m", "5m", "15m", "1d"] as const satisfies Interval[];
type Native = (typeof nativeIntervals)[number];
type Intraday = Exclude<Native, "1d">;

const vendorIntervals = { "1m": "1min", "5m": "5min", "15m": "15min" } as const;
/** How far back the time and sales go, by the documentation of the endpoint. */
const intradayDays = {
  regular: { "1m": 20, "5m": 40, "15m": 40 },
  all: { "1m": 10, "5m": 18, "15m": 18 },
} as const;
/** "The lifetime of the company": more than the exchanges' records on line. */
const dailyDays = 60 * 365;

/** Days into the past for regular hours. */
export const depthDays: Readonly<Record<Native, number>> = {
  ...intradayDays.regular,
  "1d": dailyDays,
};

/**
 * Bars of one symbol a request: the history of days
 * (docs.tradier.com/reference/brokerage-api-markets-get-history) and the time and sales of minutes.
 */
export async function* readBars(
  context: TradierContext,
  query: BarQuery,
): AsyncGenerator<BarChunk> {
  const interval = nativeIntervals.find((native) => native === query.interval);
  if (interval === undefined || query.adjustment !== "split") throw notOffered(query);
  const nowMs = context.clock.nowMs();
  const days = interval === "1d" ? dailyDays : intradayDays[query.session][interval];
  const window = barWindow(query, {
    oldestTsMs: nowMs - days * dayMs,
    knownTsMs: nowMs - planDelayMs(context.plan),
  });
  if (window === null) return;
  const read = async (symbol: string, signal: AbortSignal) => {
    const name = toTradierSymbol(symbol);
    if (name === null) return null;
    const answer = await readSymbol(context, { ...query, signal }, { name, interval, window });
    const provenance = tradierProvenance(context, "sip", answer.asOfTsMs);
    return { symbol, adjustment: query.adjustment, bars: answer.bars, provenance };
  };
  const symbols = [...new Set(query.symbols)];
  for await (const chunk of inOrder(symbols, parallelMax, query.signal, read)) {
    if (chunk !== null && chunk.bars.length > 0) yield chunk;
  }
}

interface SymbolRead {
  readonly name: string;
  readonly interval: Native;
  readonly window: BarWindow;
}

async function readSymbol(
  context: TradierContext,
  query: BarQuery,
  { name, interval, window }: SymbolRead,
): Promise<{ readonly bars: Bars; readonly asOfTsMs: number }> {
  const { rows, receivedTsMs } =
    interval === "1d"
      ? await askHistory(context, query, { name, window })
      : await askMinutes(context, query, { name, interval, window });
  const readTsMs = interval === "1d" ? dayTsMs : minuteTsMs;
  const bars = rows.flatMap((row) => readBar(row, readTsMs) ?? []);
  if (rows.length > 0 && bars.length === 0) throw unreadable("bars", rows.length);
  const wanted = bars.filter(
    ({ openTsMs }) =>
      openTsMs >= window.fromTsMs && openTsMs < window.untilTsMs && isWantedBar(openTsMs, query),
  );
  return { bars: risingBars(interval, wanted), asOfTsMs: receivedTsMs };
}

async function askHistory(
  context: TradierContext,
  query: BarQuery,
  { name, window }: Pick<SymbolRead, "name" | "window">,
) {
  const date = (tsMs: number) => formatLocalDate(newYorkDate(tsMs));
  const response = await ask(context, {
    path: "/markets/history",
    query: {
      ...{ symbol: name, interval: "daily" },
      ...{ start: date(window.fromTsMs), end: date(window.untilTsMs - 1) },
    },
    ...{ endpoint: "history", asking: query },
  });
  return { rows: rowsAt(response, ["history", "day"]), receivedTsMs: response.receivedTsMs };
}

function askMinutes(
  context: TradierContext,
  query: BarQuery,
  { name, interval, window }: SymbolRead & { readonly interval: Intraday },
) {
  const question = {
    ...{ symbol: name, interval: vendorIntervals[interval], session: query.session },
    ...window,
  };
  return askTimeSales(context, question, query);
}

interface VendorBar {
  readonly date?: unknown;
  readonly time?: unknown;
  readonly open?: unknown;
  readonly high?: unknown;
  readonly low?: unknown;
  readonly close?: unknown;
  readonly volume?: unknown;
}

/** Null for what has no time or lacks a price. */
function readBar(row: unknown, readTsMs: (row: VendorBar) => number | null): Bar | null {
  if (typeof row !== "object" || row === null) return null;
  const { open, high, low, close, volume } = row as VendorBar;
  const openTsMs = readTsMs(row);
  if (openTsMs === null) return null;
  const [o, h, l, c, v] = [open, high, low, close, volume].map(numberOrNull);
  return barOf(openTsMs, { o, h, l, c, v });
}

function dayTsMs({ date }: VendorBar): number | null {
  const read = parseLocalDate(typeof date === "string" ? date : "");
  return read.ok ? newYorkTsMs(read.value, 0) : null;
}

function minuteTsMs({ time }: VendorBar): number | null {
  return easternTsMs(time);
}

function notOffered({ interval, adjustment }: BarQuery): Failure {
  const offered = nativeIntervals.join(" ");
  return new Failure(
    "provider.refused",
    `Tradier has no "${adjustment}" bars of "${interval}"; it has "split" ones of ${offered}`,
  );
}
