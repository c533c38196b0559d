/** Scans a store once, cold, and says what it took: scan-store.ts PATH. */
import { openSqliteStore } from "../../src/adapters/stores/sqlite/store.ts";
import { scanEach } from "../../src/services/scan/scan-market.ts";
import { raceRuns } from "../rescan/our-verdicts.ts";

/** What the parent process reads from this one's output. */
export interface StoreScan {
  readonly results: number;
  readonly signals: number;
  /** Sum over the sentences' lengths and the onsets: the same bars give the same sum. */
  readonly sum: number;
  readonly wallMs: number;
  readonly cpuMs: number;
}

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("usage: scan-store.ts PATH");
const startMs = performance.now();
const before = process.cpuUsage();
const store = openSqliteStore({ path, tables: [], readOnly: true });
let results = 0;
let signals = 0;
let sum = 0;
scanEach(store.bars, { runs: raceRuns, interval: "1d", nowTsMs: Date.now() }, (result, signal) => {
  results++;
  if (signal) signals++;
  sum += result.why.length + (Number.isNaN(result.onsetTsMs) ? 0 : result.onsetTsMs);
});
store.close();
const { user, system } = process.cpuUsage(before);
const scan: StoreScan = {
  results,
  signals,
  sum,
  wallMs: performance.now() - startMs,
  cpuMs: (user + system) / 1_000,
};
console.log(JSON.stringify(scan));
