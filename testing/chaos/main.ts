/**
 * `npm run chaos -- --seed 7 --minutes 3`: kills services of a running system at random, and says
 * what came of it. Ends with 1 when anything was lost, doubled or left behind.
 */
import { parseArgs } from "node:util";
import { findFaults, reportLines } from "./chaos-report.ts";
import { runChaos } from "./run-chaos.ts";

const text = { type: "string" } as const;
const { values } = parseArgs({
  options: {
    seed: { ...text, default: "7" },
    minutes: { ...text, default: "3" },
    symbols: { ...text, default: "150" },
    speed: { ...text, default: "600" },
  },
});
const startMs = performance.now();
const report = await runChaos({
  seed: Number(values.seed),
  seconds: 60 * Number(values.minutes),
  symbols: Number(values.symbols),
  speed: Number(values.speed),
  onLine: (line) => console.log(`${((performance.now() - startMs) / 1_000).toFixed(1)} s  ${line}`),
});
for (const line of reportLines(report)) console.log(line);
const faults = findFaults(report);
for (const fault of faults) console.error(`seed ${values.seed}: ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;
