/** The chart: what a picture costs as SVG, as PNG and in a terminal. */
import { fileURLToPath } from "node:url";
import { renderChartSvg } from "../src/services/chart/render-svg.ts";
import { renderTerminalChart } from "../src/services/chart/terminal-chart.ts";
import { benchChart } from "./chart/made-chart.ts";
import type { BenchCase, Figure } from "./define.ts";

const pictures = 10;

interface Taken {
  readonly beforeMb: number;
  readonly loadMs: number;
  readonly loadedMb: number;
  readonly highestMb: number;
  readonly takenMs: readonly number[];
}

export const chartBench: BenchCase = {
  name: "chart",
  title: "Chart: SVG, PNG of 1200 x 840 pixels, terminal of 80 x 24",
  async run({ rounds }) {
    const model = benchChart();
    const svg = renderChartSvg(model, { theme: "dark" });
    const terminal = { columns: 80, rows: 24, color: "256", unicode: true } as const;
    const one = takePictures(1);
    const many = takePictures(pictures);
    const figures: Figure[] = [
      { id: "chart.model", value: fastestMs(rounds, () => benchChart()), unit: "ms" },
      {
        id: "chart.svg",
        value: fastestMs(rounds, () => renderChartSvg(model, { theme: "dark" })),
        unit: "ms",
      },
      { id: "chart.svg-size", value: svg.length / 1_000, unit: "KB" },
      {
        id: "chart.terminal",
        value: fastestMs(rounds, () => renderTerminalChart(model, terminal)),
        unit: "ms",
      },
      { id: "chart.png-load", value: one.loadMs, unit: "CPU ms once" },
      { id: "chart.png-load-memory", value: one.loadedMb - one.beforeMb, unit: "MB once" },
      { id: "chart.png", value: median(many.takenMs), unit: "CPU ms", bound: { max: 150 } },
      {
        id: "chart.png-memory",
        value: one.highestMb - one.loadedMb,
        unit: "MB",
        bound: { max: 22 },
      },
      {
        id: "chart.png-memory-of-ten",
        value: many.highestMb - many.loadedMb,
        unit: "MB",
      },
    ];
    const rows = figures.map(({ id, value, unit }) => [id, value.toFixed(1), unit]);
    const heads = ["figure", "value", "unit"];
    return {
      tables: [{ title: "120 of 620 daily bars, 800 x 560 px at scale 1.5", heads, rows }],
      figures,
      notes: ["memory is the highest of a fresh process minus what it had with the library loaded"],
    };
  },
};

/** In a process of its own, since memory that was used once is seldom given back. */
function takePictures(count: number): Taken {
  const script = fileURLToPath(new URL("./chart/one-picture.ts", import.meta.url));
  const run = Bun.spawnSync([process.execPath, script, String(count)], { stderr: "inherit" });
  if (!run.success) throw new Error(`${script} ended with ${run.exitCode}`);
  return JSON.parse(run.stdout.toString());
}

function fastestMs(rounds: number, work: () => unknown): number {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < Math.max(3, rounds); round++) {
    const fromMs = performance.now();
    work();
    bestMs = Math.min(bestMs, performance.now() - fromMs);
  }
  return bestMs;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
