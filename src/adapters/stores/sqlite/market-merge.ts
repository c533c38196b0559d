import { assert } from "../../../base/assert.ts";
import type { MarketBars, WriteCounts } from "../../../ports/bar-store.ts";
import { allocateTailRows, type TailRows } from "./codec.ts";

/** What a market's bars of one moment do to the tail. */
export interface MarketMerge {
  readonly rows: TailRows;
  readonly counts: WriteCounts;
  /** True when the tail has something to gain. */
  readonly isNews: boolean;
  /** Rows of the input whose series has blocks that reach this moment: they belong there. */
  readonly toBlocks: readonly number[];
}

/**
 * Merges bars of one moment into what the tail holds of it; `ids[i]` is the id of symbol i. Bars
 * that belong to the blocks are not counted; the moment has copies of them all the same.
 */
export function mergeMarket(
  old: TailRows | null,
  fresh: {
    readonly bars: MarketBars;
    readonly ids: Float64Array;
    readonly sourceId: number;
    readonly reaching: ReadonlyMap<number, number>;
  },
): MarketMerge {
  const { bars, ids, sourceId, reaching } = fresh;
  const order = orderById(ids);
  const rows = allocateTailRows(ids.length + (old?.length ?? 0));
  const toBlocks: number[] = [];
  let added = 0;
  let changed = 0;
  let unchanged = 0;
  let isDifferent = false;
  let oldAt = 0;
  for (const at of order) {
    const id = ids[at] as number;
    while (old !== null && oldAt < old.length && (old.seriesId[oldAt] as number) < id) {
      copyRow(old, oldAt, rows);
      oldAt += 1;
    }
    const isKnown = old !== null && oldAt < old.length && old.seriesId[oldAt] === id;
    const isSame = isKnown && isSameRow(old, oldAt, bars, at);
    if (!isSame) isDifferent = true;
    if (reaching.has(id)) toBlocks.push(at);
    else if (!isKnown) added += 1;
    else if (isSame) unchanged += 1;
    else changed += 1;
    pushRow(rows, { id, sourceId }, bars, at);
    if (isKnown) oldAt += 1;
  }
  while (old !== null && oldAt < old.length) {
    copyRow(old, oldAt, rows);
    oldAt += 1;
  }
  // A moment of nothing but copies is not worth a blob.
  const isNews = isDifferent && (old !== null || added > 0);
  return { rows, counts: { added, changed, unchanged }, isNews, toBlocks };
}

/** Throws BugError unless all columns have a value for each symbol. */
export function assertColumns(bars: MarketBars): void {
  const count = bars.symbols.length;
  assert(Number.isSafeInteger(bars.openTsMs), "the open time is a whole number of ms");
  for (const name of ["open", "high", "low", "close", "volume"] as const) {
    assert(bars[name].length >= count, `${name} has a value for each of ${count} symbols`);
  }
}

/** Row numbers by rising id; a symbol given twice is a mistake of the caller. */
function orderById(ids: Float64Array): Uint32Array {
  const order = Uint32Array.from(ids.keys());
  let isSorted = true;
  for (let i = 1; i < ids.length; i++) {
    if ((ids[i] as number) <= (ids[i - 1] as number)) isSorted = false;
  }
  if (isSorted) return order;
  order.sort((a, b) => (ids[a] as number) - (ids[b] as number));
  for (let i = 1; i < order.length; i++) {
    const isTwice = ids[order[i] as number] === ids[order[i - 1] as number];
    assert(!isTwice, "each symbol is given once");
  }
  return order;
}

function pushRow(
  rows: TailRows,
  from: { readonly id: number; readonly sourceId: number },
  bars: MarketBars,
  at: number,
): void {
  const end = rows.length;
  rows.seriesId[end] = from.id;
  rows.sourceId[end] = from.sourceId;
  rows.open[end] = bars.open[at] as number;
  rows.high[end] = bars.high[at] as number;
  rows.low[end] = bars.low[at] as number;
  rows.close[end] = bars.close[at] as number;
  rows.volume[end] = bars.volume[at] as number;
  rows.length = end + 1;
}

function copyRow(from: TailRows, at: number, rows: TailRows): void {
  const end = rows.length;
  rows.seriesId[end] = from.seriesId[at] as number;
  rows.sourceId[end] = from.sourceId[at] as number;
  rows.open[end] = from.open[at] as number;
  rows.high[end] = from.high[at] as number;
  rows.low[end] = from.low[at] as number;
  rows.close[end] = from.close[at] as number;
  rows.volume[end] = from.volume[at] as number;
  rows.length = end + 1;
}

function isSameRow(old: TailRows, oldAt: number, bars: MarketBars, at: number): boolean {
  return (
    Object.is(old.close[oldAt], bars.close[at]) &&
    Object.is(old.volume[oldAt], bars.volume[at]) &&
    Object.is(old.open[oldAt], bars.open[at]) &&
    Object.is(old.high[oldAt], bars.high[at]) &&
    Object.is(old.low[oldAt], bars.low[at])
  );
}
