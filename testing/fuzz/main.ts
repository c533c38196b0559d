/** `npm run fuzz -- --runs 100000 --seed 1`: more requests than the suite has time for. */
import { parseArgs } from "node:util";
import { fuzzHttp } from "./http-fuzz.ts";

const text = { type: "string" } as const;
const { values } = parseArgs({ options: { runs: text, seed: text } });
const runs = Number(values.runs ?? 20_000);
const seed = Number(values.seed ?? 1);
if (!Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed)) {
  console.error("fuzz: --runs and --seed are whole numbers");
  process.exit(64);
}
const startMs = performance.now();
const report = await fuzzHttp({ runs, seed });
const seconds = ((performance.now() - startMs) / 1_000).toFixed(0);
console.log(`${runs} requests in ${seconds} s, seed ${seed}: none is ours to be ashamed of`);
console.log(`memory ${report.quarterMb} MB after a quarter, ${report.endMb} MB at the end`);
console.log(`slowest answer ${report.slowestMs.toFixed(0)} ms; answers by status:`);
console.log(report.statuses);
process.exit(0);
