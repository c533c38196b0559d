import type { Bars } from "../../domain/bars.ts";
import type { Interval } from "../../domain/interval.ts";
import type { SeriesInfo } from "../../ports/bar-store.ts";
import type { Store } from "../../ports/store.ts";
import { buildChart, type ChartModel, historyBarsMax } from "../../services/chart/chart-model.ts";
import { chooseSeries } from "../../services/scan/choose-series.ts";
import { marketNowMs } from "../../services/scan/market-clock.ts";
import { readSeries } from "../../services/scan/read-series.ts";
import { countClosedBy } from "../../services/scan/scan-series.ts";
import type { CliContext } from "./context.ts";
import { requireBars } from "./store-access.ts";
import { unknownSymbol } from "./unknown-symbol.ts";

/** Newest signals of the symbol that are marked in its picture. */
const markedSignalsMax = 50;

export interface ChartWish {
  readonly symbol: string;
  readonly interval: Interval;
  /** null: as it stands now, a bar that still forms included. */
  readonly asOfTsMs: number | null;
  readonly bars: number;
  readonly dialect: string | undefined;
}

/** Reads what a chart shows. Throws Failure not.found. */
export function readChartModel(
  context: Pick<CliContext, "program" | "settings" | "clock">,
  store: Store,
  wish: ChartWish,
): ChartModel {
  const { symbol, interval, dialect } = wish;
  requireBars(store, context);
  const asOfTsMs = wish.asOfTsMs ?? marketNowMs(store.metadata, context.clock);
  const [info] = chooseSeries(store.bars, { interval, asOfTsMs, symbols: new Set([symbol]) });
  if (info === undefined) throw unknownSymbol(store, { symbol, interval });
  const bars = readBars(store, info, { ...wish, asOfTsMs, isPast: wish.asOfTsMs !== null });
  if (bars === null || bars.length === 0) throw unknownSymbol(store, { symbol, interval });
  const signals = store.signals.signals({ symbol, interval, limit: markedSignalsMax });
  return buildChart({
    ...{ symbol, bars, asOfTsMs, signals },
    source: info.source,
    adjustment: info.adjustment,
    visibleBars: wish.bars,
    ...(dialect !== undefined && { dialect }),
  });
}

function readBars(
  store: Store,
  info: SeriesInfo,
  range: {
    readonly interval: Interval;
    readonly bars: number;
    readonly asOfTsMs: number;
    readonly isPast: boolean;
  },
): Bars | null {
  const { interval, asOfTsMs, isPast } = range;
  const barsMax = range.bars + historyBarsMax;
  const options = { interval, barsMax, untilTsMs: asOfTsMs, session: "regular" } as const;
  let found: Bars | null = null;
  readSeries(store.bars, [info], options, (_, bars) => {
    // A past moment knows closed bars only, or a chart would look ahead.
    const end = isPast ? countClosedBy(bars, asOfTsMs) : bars.length;
    found = copyOf(bars, end);
  });
  return found;
}

/** The visited columns are used again, so what is kept is copied. */
function copyOf(bars: Bars, end: number): Bars {
  return {
    interval: bars.interval,
    length: end,
    openTsMs: bars.openTsMs.slice(0, end),
    open: bars.open.slice(0, end),
    high: bars.high.slice(0, end),
    low: bars.low.slice(0, end),
    close: bars.close.slice(0, end),
    volume: bars.volume.slice(0, end),
  };
}
