import type { ChartModel } from "./chart-model.ts";
import { extentOf } from "./columns.ts";
import { formatIndicator, formatNumber } from "./number-text.ts";
import { drawableRange } from "./scale.ts";

/** Where the parts of a terminal picture are, in characters. */
export interface TerminalLayout {
  readonly columns: number;
  readonly rows: number;
  /** First column of the numbers beside the panels. */
  readonly axisColumn: number;
  /** The first shown bar, and columns from bar to bar. */
  readonly firstBar: number;
  readonly step: number;
  readonly bannerRow: number | null;
  readonly legendRow: number;
  readonly price: Rows;
  readonly volume: Rows;
  readonly squeezeRow: number;
  readonly momentum: Rows;
  /** Only where the terminal is high enough. */
  readonly macd: Rows | null;
  readonly timeRow: number;
  readonly footerRow: number;
}

export interface Rows {
  readonly top: number;
  readonly count: number;
}

/** Smaller than this there is a summary in lines instead of a picture. */
export const terminalSizeMin = { columns: 40, rows: 14 } as const;
const terminalSizeMax = { columns: 500, rows: 200 } as const;

const volumeRows = 2;
const histogramRows = 4;
const macdFromRows = 32;

export function layoutTerminal(
  model: ChartModel,
  options: { readonly columns: number; readonly rows: number },
): TerminalLayout {
  const columns = Math.min(options.columns, terminalSizeMax.columns);
  const rows = Math.min(options.rows, terminalSizeMax.rows);
  const axisColumn = columns - axisWidth(model);
  const plotColumns = axisColumn - 1;
  const step = model.bars.length * 2 <= plotColumns ? 2 : 1;
  const shownBars = Math.min(model.bars.length, Math.floor(plotColumns / step));
  const hasBanner = model.source.isSimulated;
  const hasMacd = rows >= macdFromRows;
  const legendRow = hasBanner ? 2 : 1;
  const fixedRows = legendRow + 1 + volumeRows + 1 + histogramRows * (hasMacd ? 2 : 1) + 2;
  const price = { top: legendRow + 1, count: rows - fixedRows };
  const volume = below(price, volumeRows);
  const squeezeRow = volume.top + volume.count;
  const momentum = { top: squeezeRow + 1, count: histogramRows };
  const macd = hasMacd ? below(momentum, histogramRows) : null;
  const lowest = macd ?? momentum;
  const timeRow = lowest.top + lowest.count;
  return {
    ...{ columns, rows, axisColumn, step, legendRow, price, volume, squeezeRow, momentum, macd },
    firstBar: model.bars.length - shownBars,
    bannerRow: hasBanner ? 1 : null,
    timeRow,
    footerRow: timeRow + 1,
  };
}

/** Column of a shown bar; the newest one stands beside the axis. */
export function barColumn(layout: TerminalLayout, model: ChartModel, index: number): number {
  return layout.axisColumn - 2 - (model.bars.length - 1 - index) * layout.step;
}

/** Range of the shown prices, from the columns that fit. */
export function terminalPriceRange(model: ChartModel, firstBar: number) {
  const { low, high, close } = model.bars;
  return drawableRange(
    extentOf(low.subarray(firstBar), high.subarray(firstBar), close.subarray(firstBar)),
  );
}

function axisWidth(model: ChartModel): number {
  const { momentum, macdHistogram } = model.series;
  const { min, max } = terminalPriceRange(model, 0);
  const newest = [momentum, macdHistogram].map((column) => formatIndicator(column.at(-1) ?? 0));
  const prices = [min, max, model.last.close].map((price) => {
    return formatNumber(price, model.priceDecimals);
  });
  return 1 + Math.max(...[...newest, ...prices, "Squeeze"].map((text) => text.length));
}

function below(rows: Rows, count: number): Rows {
  return { top: rows.top + rows.count, count };
}
