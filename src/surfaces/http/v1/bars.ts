import { Failure } from "../../../base/failure.ts";
import { barCloseTsMs } from "../../../domain/bar-time.ts";
import { type Bars, countOpenedBy } from "../../../domain/bars.ts";
import { intervalMs } from "../../../domain/interval.ts";
import { barTimeText, sourceText } from "../../../domain/result-table.ts";
import {
  type Described,
  list,
  nullable,
  number,
  object,
  oneOf,
  text,
  whole,
} from "../openapi/schema.ts";
import {
  intervalParam,
  momentParam,
  requiredSymbolParam,
  wholeParam,
  wordParam,
} from "../params.ts";
import { defineRoute } from "../route.ts";
import { readSymbolBars, type SymbolBars } from "../symbol-bars.ts";
import { ageSeconds, isoText, pageEnvelope, v1Answer } from "./envelope.ts";
import { adjustmentField, intervalField, symbolField } from "./fields.ts";

const timeField = text("session date, or open time of an intraday bar in UTC", "2024-06-28");
const volumeField = nullable(number("shares; null where nobody reported them", 1_234_000));

const prices = {
  open: number("first price, in the instrument's currency", 187.2),
  high: number("highest price", 189),
  low: number("lowest price", 186.1),
  close: number("last price", 188.4),
} as const;

const bar = object({ time: timeField, ...prices, volume: volumeField }, { title: "Bar" });

const columns = object(
  {
    time: list(timeField, "oldest first"),
    open: list(prices.open),
    high: list(prices.high),
    low: list(prices.low),
    close: list(prices.close),
    volume: list(volumeField),
  },
  { title: "BarColumns" },
);

const response = pageEnvelope(oneOf(list(bar), columns, "rows, or columns where they are asked"), {
  symbol: symbolField,
  interval: intervalField,
  adjustment: adjustmentField,
  count: whole("bars in this answer", 2),
  data_age_seconds: nullable(whole("time since the newest of them closed", 720)),
});

export const barsV1 = defineRoute({
  group: "Bars and quotes",
  path: "/api/v1/bars/{symbol}",
  summary: "Bars of one symbol, oldest first, as its scanners read them; older ones page by page.",
  pathParams: { symbol: requiredSymbolParam({ help: "ticker" }) },
  params: {
    interval: intervalParam({
      default: "1d",
      help: "bar length; put together from shorter bars where the store has only those",
    }),
    limit: wholeParam({ default: 250, min: 1, max: 10_000, help: "the newest bars, at most" }),
    before: momentParam({
      help: "only bars that opened before this moment; meta.next_cursor is one for older bars",
    }),
    session: wordParam({
      words: ["regular", "all"],
      default: "regular",
      help: "intraday bars of the regular session, or the extended ones too",
    }),
    format: wordParam({
      words: ["rows", "columns"],
      default: "rows",
      help: "columns: one list for each field, half the size",
    }),
  },
  response,
  answer: ({ params, pathParams }, { store, nowTsMs }) => {
    const { interval, limit, before, session, format } = params;
    const { symbol } = pathParams;
    const beforeTsMs = before ?? Number.POSITIVE_INFINITY;
    // A bar that opened before it may be made of shorter ones that opened after it.
    const untilTsMs = Math.min(nowTsMs, beforeTsMs + intervalMs(interval));
    // One more than asked for tells whether there are older ones.
    const barsMax = limit + 1 + laterBarsMax;
    const { info, bars } = readSymbolBars(store.bars, {
      ...{ symbol, interval, barsMax, untilTsMs, session },
    });
    const end = countOpenedBy(bars, beforeTsMs - 1);
    if (end === 0) throw new Failure("not.found", `there are no bars of "${symbol}" before that`);
    const first = Math.max(0, end - limit);
    return v1Answer(response, () => barsBody({ info, bars }, { first, end, format, nowTsMs }));
  },
});

/** No interval's bars open more often than this within its length. */
const laterBarsMax = 4;

interface Shown {
  readonly first: number;
  readonly end: number;
  readonly format: "rows" | "columns";
  readonly nowTsMs: number;
}

function barsBody({ info, bars }: SymbolBars, { first, end, format, nowTsMs }: Shown) {
  const newestTsMs = bars.openTsMs[end - 1] as number;
  const closedTsMs = barCloseTsMs(newestTsMs, bars.interval);
  const columns = columnsOf(bars, first, end);
  return {
    data: format === "columns" ? columns : rowsOf(columns),
    meta: {
      simulated: info.source.isSimulated,
      source: sourceText(info.source),
      as_of: isoText(Math.min(closedTsMs, nowTsMs)),
      next_cursor: first > 0 ? isoText(bars.openTsMs[first] as number) : null,
      symbol: info.symbol,
      interval: bars.interval,
      adjustment: info.adjustment,
      count: end - first,
      data_age_seconds: ageSeconds(closedTsMs, nowTsMs),
    },
  };
}

type Columns = Described<typeof columns>;

function columnsOf(bars: Bars, first: number, end: number): Columns {
  const part = (column: Float64Array) => [...column.subarray(first, end)];
  return {
    time: part(bars.openTsMs).map((tsMs) => barTimeText(tsMs, bars) ?? ""),
    open: part(bars.open),
    high: part(bars.high),
    low: part(bars.low),
    close: part(bars.close),
    // JSON knows no NaN.
    volume: part(bars.volume).map((shares) => (Number.isNaN(shares) ? null : shares)),
  };
}

function rowsOf({ time, open, high, low, close, volume }: Columns) {
  return time.map((at, index) => ({
    time: at,
    open: open[index] as number,
    high: high[index] as number,
    low: low[index] as number,
    close: close[index] as number,
    volume: volume[index] as number | null,
  }));
}
