import { Failure } from "../../../base/failure.ts";
import type { Bars } from "../../../domain/bars.ts";
import type { Interval } from "../../../domain/interval.ts";
import type { BarChunk, BarQuery } from "../../../ports/market-data.ts";
import { isWantedBar } from "../bar-window.ts";
import { readBarRows } from "./bar-rows.ts";
import { type BarStretch, barStretch } from "./bar-stretch.ts";
import type { AlpacaContext } from "./calls.ts";
import { askKnown } from "./known-symbols.ts";
import { pagesOf } from "./pages.ts";
import { historyDelayMs, type StockFeed } from "./plan.ts";
import { alpacaBatches, fromAlpacaSymbol } from "./symbols.ts";
import { barsPage, readBody, unreadable } from "./wire.ts";

/** Longer ones begin at the full hour there, not with the session: our aggregator builds them. */
export const nativeIntervals = ["1m", "5m", "15m", "30m", "1d"] as const satisfies Interval[];
const timeframes: Partial<Record<Interval, string>> = {
  "1m": "1Min",
  "5m": "5Min",
  "15m": "15Min",
  "30m": "30Min",
  "1d": "1Day",
};

/** The consolidated tape: one exchange alone has a few percent of the volume. */
export const barsFeed: StockFeed = "sip";

/** Symbols of one request, and letters of their list: addresses stay under 4 KB. */
export const stockBatch = { symbolsMax: 200, lettersMax: 3_000 } as const;
/** Bars of one page over all symbols: the most that Alpaca gives. */
const rowsMax = 10_000;
/** A page of bars of 130 bytes each, with room. */
const pageBytesMax = 8 * 1_048_576;

/**
 * Bars of many symbols (docs.alpaca.markets/reference/stockbars). A symbol may go on over the
 * border of two pages and then comes in two chunks or more, rising.
 */
export async function* readBars(context: AlpacaContext, query: BarQuery): AsyncGenerator<BarChunk> {
  const { interval } = query;
  const timeframe = timeframes[interval];
  if (timeframe === undefined) {
    const offered = nativeIntervals.join(" ");
    throw new Failure(
      "provider.refused",
      `Alpaca is not asked for bars of "${interval}"; it is for ${offered}`,
    );
  }
  const nowMs = context.clock.nowMs();
  const stretch = barStretch(query, { interval, plan: context.plan, nowMs });
  if (stretch === null) return;
  for (const batch of alpacaBatches(query.symbols, stockBatch)) {
    yield* readStretch(context, query, { stretch, batch, timeframe });
  }
}

interface StretchRead {
  readonly stretch: BarStretch;
  readonly batch: string[];
  readonly timeframe: string;
}

async function* readStretch(
  context: AlpacaContext,
  query: BarQuery,
  { stretch, batch, timeframe }: StretchRead,
): AsyncGenerator<BarChunk> {
  const newest = new Map<string, number>();
  let receivedTsMs = 0;
  const pages = pagesOf("bars", async (pageToken) => {
    const response = await askKnown(batch, (list) =>
      context.calls.get("data", {
        path: "/v2/stocks/bars",
        query: {
          symbols: list,
          timeframe,
          start: new Date(stretch.startTsMs).toISOString(),
          end: new Date(stretch.endTsMs).toISOString(),
          limit: rowsMax,
          adjustment: query.adjustment,
          feed: barsFeed,
          sort: "asc",
          page_token: pageToken,
        },
        endpoint: "bars",
        bytesMax: pageBytesMax,
        asking: query,
      }),
    );
    if (response === null) return { bars: {}, next_page_token: null };
    receivedTsMs = response.receivedTsMs;
    return readBody(barsPage, response, "bars");
  });
  for await (const page of pages) {
    const provenance = {
      provider: "alpaca",
      feed: barsFeed,
      isSimulated: false,
      delayMs: historyDelayMs(context.plan),
      asOfTsMs: receivedTsMs,
    };
    for (const { symbol, bars } of readPage(page.bars, { query, stretch, newest })) {
      yield { symbol, adjustment: query.adjustment, bars, provenance };
    }
  }
}

interface PageRead {
  readonly query: BarQuery;
  readonly stretch: BarStretch;
  /** Newest bar that was told, by symbol. */
  readonly newest: Map<string, number>;
}

function readPage(
  rowsOf: Readonly<Record<string, readonly unknown[]>>,
  { query, stretch, newest }: PageRead,
): { symbol: string; bars: Bars }[] {
  const read: { symbol: string; bars: Bars }[] = [];
  let misfits = 0;
  let rowCount = 0;
  for (const [vendorSymbol, rows] of Object.entries(rowsOf)) {
    const symbol = fromAlpacaSymbol(vendorSymbol);
    if (symbol === null) continue;
    const toldTsMs = newest.get(symbol) ?? Number.NEGATIVE_INFINITY;
    const result = readBarRows(rows, query.interval, (openTsMs) => {
      if (openTsMs < toldTsMs) throw backwards(symbol, openTsMs);
      const isAsked = openTsMs >= stretch.fromTsMs && openTsMs < stretch.untilTsMs;
      return isAsked && openTsMs > toldTsMs && isWantedBar(openTsMs, query);
    });
    rowCount += rows.length;
    misfits += result.misfits;
    const { bars } = result;
    if (bars.length === 0) continue;
    newest.set(symbol, bars.openTsMs[bars.length - 1] as number);
    read.push({ symbol, bars });
  }
  if (rowCount > 0 && misfits === rowCount) throw unreadable("bars", misfits);
  return read;
}

function backwards(symbol: string, openTsMs: number): Failure {
  const time = new Date(openTsMs).toISOString();
  return new Failure(
    "provider.bad-payload",
    `Alpaca's next page of "${symbol}" goes back to ${time}, before bars that it told already`,
  );
}
