import type { Bars } from "../../domain/bars.ts";
import type { Store } from "../../ports/store.ts";
import { sparkline } from "../../services/chart/spark.ts";
import { chooseSeries } from "../../services/scan/choose-series.ts";
import { readSeries, type SessionFilter } from "../../services/scan/read-series.ts";
import type { Output } from "./output.ts";
import type { ScanOutcome } from "./scan-run.ts";

/** Bars of a little picture: a month of sessions. */
const barsMax = 20;
/** Beyond so many rows nobody looks at pictures, and reading the bars takes a moment. */
const symbolsMax = 2_000;

/** Pictures of the closes up to the moment of the scan, for the rows that are shown. */
export function readSparklines(
  store: Store,
  output: Output,
  scan: { readonly outcome: ScanOutcome; readonly session: SessionFilter },
): ReadonlyMap<string, string> {
  const { coverage, findings } = scan.outcome;
  const lines = new Map<string, string>();
  const symbols = new Set(findings.flatMap(({ rows }) => rows.map((row) => String(row["symbol"]))));
  if (symbols.size === 0 || symbols.size > symbolsMax) return lines;
  const { interval, moment } = coverage;
  const { asOfTsMs } = moment;
  const series = chooseSeries(store.bars, { interval, asOfTsMs, symbols });
  const options = { interval, barsMax, untilTsMs: asOfTsMs, session: scan.session };
  readSeries(store.bars, series, options, (info, bars) => {
    lines.set(info.symbol, sparkline(newestCloses(bars), drawing(output)));
  });
  return lines;
}

function newestCloses(bars: Bars): Float64Array {
  return bars.close.subarray(Math.max(0, bars.length - barsMax), bars.length);
}

function drawing({ glyphs }: Output) {
  return { unicode: glyphs.isUnicode, width: barsMax };
}
