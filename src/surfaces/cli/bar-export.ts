import { Failure } from "../../base/failure.ts";
import type { Bars } from "../../domain/bars.ts";
import { isDateKeyed } from "../../domain/interval.ts";
import { barTimeText } from "../../domain/result-table.ts";
import type { SeriesInfo, SeriesKey } from "../../ports/bar-store.ts";
import type { Store } from "../../ports/store.ts";

type Kind = Pick<SeriesKey, "interval" | "adjustment">;

/** Rows that are put together before they are written. */
const rowsPerWrite = 2_000;

/**
 * The series to export. A file holds bars of one length and one kind of prices, so that `import`
 * reads it back; where the store has several, the user has to say which.
 */
export function chooseExport(
  store: Store,
  wish: { readonly symbols: ReadonlySet<string> | undefined } & Partial<Kind>,
): readonly SeriesInfo[] {
  const { symbols, interval, adjustment } = wish;
  const filter = { ...(interval && { interval }), ...(adjustment && { adjustment }) };
  const all = store.bars.series(filter);
  const series = symbols ? all.filter((info) => symbols.has(info.symbol)) : all;
  const [first] = series;
  if (first === undefined)
    throw new Failure("not.found", "the store has no such bars; see: l2t stats");
  const kinds = new Set(series.map((info) => `${info.interval} ${info.adjustment}`));
  if (kinds.size === 1) return series;
  const held = [...kinds].join(", ");
  const way = "choose with --interval and --adjusted or --raw";
  throw new Failure("usage.invalid", `the store has bars of several kinds (${held}); ${way}`);
}

/** One line a bar, sorted by symbol and time. Every number reads back as the same double. */
export function* barsCsv(store: Store, series: readonly SeriesInfo[]): Generator<string> {
  const isDated = series.every((info) => isDateKeyed(info.interval));
  yield `symbol,${isDated ? "date" : "time"},open,high,low,close,volume\n`;
  for (const { info, bars, from, until } of stretches(store, series)) {
    const { open, high, low, close, volume, openTsMs } = bars;
    let text = "";
    for (let i = from; i < until; i++) {
      // An unknown volume is an empty field; symbols need no quotes.
      const shares = Number.isNaN(volume[i]) ? "" : volume[i];
      const time = barTimeText(openTsMs[i] as number, info);
      text += `${info.symbol},${time},${open[i]},${high[i]},${low[i]},${close[i]},${shares}\n`;
    }
    yield text;
  }
}

/** One document; a bar is an array in the order of `columns`. */
export function* barsJson(store: Store, series: readonly SeriesInfo[]): Generator<string> {
  const [first] = series;
  const head = {
    interval: first?.interval,
    adjustment: first?.adjustment,
    simulated: series.some(({ source }) => source.isSimulated),
    count: countBars(series),
    columns: ["symbol", "time", "open", "high", "low", "close", "volume"],
  };
  yield `${JSON.stringify(head).slice(0, -1)},"data":[`;
  let joint = "\n";
  for (const { info, bars, from, until } of stretches(store, series)) {
    const { open, high, low, close, volume, openTsMs } = bars;
    const columns = [open, high, low, close, volume];
    let text = "";
    for (let i = from; i < until; i++) {
      const time = barTimeText(openTsMs[i] as number, info);
      text += joint + JSON.stringify([info.symbol, time, ...columns.map((column) => column[i])]);
      joint = ",\n";
    }
    yield text;
  }
  yield "\n]}\n";
}

export function countBars(series: readonly SeriesInfo[]): number {
  return series.reduce((sum, { barCount }) => sum + barCount, 0);
}

interface Stretch {
  readonly info: SeriesInfo;
  readonly bars: Bars;
  readonly from: number;
  readonly until: number;
}

/** Bars of one series at a time, in stretches that are written at once. */
function* stretches(store: Store, series: readonly SeriesInfo[]): Generator<Stretch> {
  for (const info of series) {
    const bars = store.bars.read(info);
    for (let from = 0; from < bars.length; from += rowsPerWrite) {
      yield { info, bars, from, until: Math.min(from + rowsPerWrite, bars.length) };
    }
  }
}
