import type { ChartModel } from "../../src/services/chart/chart-model.ts";
import { chartOf, dailyBars } from "../../testing/chart-bars.ts";
import { randomWalk } from "../../testing/prices.ts";

const bars = dailyBars(randomWalk({ seed: 1, bars: 620, gapChance: 0.02 }));

/** The default picture: 120 of 620 made-up daily bars. */
export function benchChart(): ChartModel {
  return chartOf(bars, { symbol: "BENCH" });
}
