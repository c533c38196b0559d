import { expect, test } from "bun:test";
import type { Coverage } from "../src/ports/coverage-store.ts";
import { type HistoryWork, historyWorks, killHistory } from "./history-kills.ts";

/** L2T_KILLS=100 kills each of them so often. */
const killsWanted = process.env["L2T_KILLS"];
const killsUsual: Record<HistoryWork, number> = { "back-fill": 6, days: 4, gaps: 5 };
const killsOf = (work: HistoryWork) => Number(killsWanted ?? killsUsual[work]);

async function checkKills(work: HistoryWork): Promise<void> {
  const { checksum, callCount, killed, undisturbedMs } = await killHistory({
    ...{ work, kills: killsOf(work), seed: 20_251_114 },
  });
  let midway = 0;
  for (const after of killed) {
    expect(after.checksum).toBe(checksum);
    expect(after.gapCount).toBe(0);
    expect(after.untold).toBe("");
    // What was complete before the kill is not asked for again.
    for (const { interval, symbols, fromTsMs, untilTsMs } of after.calls) {
      const rows = after.covered.get(interval ?? "1d") ?? [];
      // A day as a whole names no symbols: all of them have to have it.
      const known = rows.filter(({ symbol }) => symbols.length === 0 || symbols.includes(symbol));
      const isIn = (row: Coverage) =>
        row.fromTsMs <= (fromTsMs ?? 0) && row.untilTsMs >= (untilTsMs ?? (fromTsMs ?? 0) + 1);
      const isCovered =
        symbols.length === 0 ? known.length === 60 && known.every(isIn) : known.some(isIn);
      expect(isCovered).toBe(false);
    }
    if (!after.wasFinished && after.calls.length < callCount) midway += 1;
  }
  const took = `${undisturbedMs.toFixed(0)} ms undisturbed`;
  console.log(`${work}: ${killed.length} kills, ${midway} of them midway, ${took}`);
  // The kills would prove nothing if all of them came before or after the writing.
  expect(midway).toBeGreaterThan(killed.length / 5);
}

for (const work of historyWorks) {
  test(
    `${work} that was killed goes on to the same store, and asks for nothing twice`,
    () => checkKills(work),
    15_000 + killsOf(work) * 5_000,
  );
}
