/**
 * `npm run soak`: thirty days of a demo market as fast as one process works through them. Ends
 * with 1 when memory, open files or the database grow.
 */
import { parseArgs } from "node:util";
import { runSoak } from "./run-soak.ts";
import { dayLine, judgeSoak, verdictLines } from "./soak-report.ts";

const text = { type: "string" } as const;
const { values } = parseArgs({
  options: {
    days: { ...text, default: "30" },
    symbols: { ...text, default: "300" },
    seed: { ...text, default: "1" },
    port: { ...text, default: "0" },
  },
});
/** Of the calendar: what scanners of 5-minute bars read, and a little more. */
const keptDays = 16;
const days = await runSoak({
  ...{ days: Number(values.days), symbols: Number(values.symbols), seed: Number(values.seed) },
  ...{ keptDays, historyDays: 300, port: Number(values.port) },
  onDay: (day) => console.log(dayLine(day)),
});
const warmUpDays = Math.min(12, Math.floor(days.length / 3));
const verdict = judgeSoak(days, { warmUpDays, rssMbPerDayMax: 0.2, openFilesGrowthMax: 2 });
for (const line of verdictLines(verdict)) console.log(line);
for (const fault of verdict.faults) console.error(fault);
process.exitCode = verdict.faults.length === 0 ? 0 : 1;
