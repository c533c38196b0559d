/** Draws pictures in a process of its own and prints what they took, as JSON. */
import { ResvgRasterizer } from "../../src/adapters/rasterizer/resvg-rasterizer.ts";
import { pictureSize } from "../../src/services/chart/chart-layout.ts";
import { renderChartSvg } from "../../src/services/chart/render-svg.ts";
import { benchChart } from "./made-chart.ts";

const count = Number(process.argv[2] ?? 1);
const megabytes = (bytes: number) => bytes / 2 ** 20;
/** CPU time of all threads: wall time says more about the neighbours on a shared machine. */
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

const svg = renderChartSvg(benchChart(), { theme: "dark" });
const rasterizer = new ResvgRasterizer();
// Loads library and fonts; a picture of one pixel adds nothing else.
const empty = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><text>0</text></svg>';
const beforeMb = megabytes(process.memoryUsage.rss());
const loadFromMs = cpuMs();
await rasterizer.toPng(empty, { scale: 1 });
const loadMs = cpuMs() - loadFromMs;
const loadedMb = megabytes(process.memoryUsage.rss());
const takenMs: number[] = [];
for (let i = 0; i < count; i++) {
  const fromMs = cpuMs();
  await rasterizer.toPng(svg, { scale: pictureSize.scale.default });
  takenMs.push(cpuMs() - fromMs);
}
// Linux counts it in KiB.
const highestMb = process.resourceUsage().maxRSS / 2 ** 10;
console.log(JSON.stringify({ beforeMb, loadMs, loadedMb, highestMb, takenMs }));
