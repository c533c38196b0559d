import { expect, test } from "bun:test";
import { type HistoryWork, historyWorks, killHistory } from "./history-kills.ts";

/** L2T_KILLS=100 kills so often. */
const kills = Number(process.env["L2T_KILLS"] ?? 10);

async function checkKills(work: HistoryWork): Promise<void> {
  const { checksum, callCount, killed, undisturbedMs } = await killHistory({
    ...{ work, kills, seed: 20_251_114 },
  });
  let midway = 0;
  for (const after of killed) {
    expect(after.checksum).toBe(checksum);
    expect(after.gapCount).toBe(0);
    expect(after.untold).toBe("");
    // What was complete before the kill is not asked for again.
    for (const { interval, symbols, fromTsMs, untilTsMs } of after.calls) {
      const rows = after.covered.get(interval ?? "1d") ?? [];
      const known = rows.filter((row) => symbols.includes(row.symbol));
      const isCovered = known.some(
        (row) => row.fromTsMs <= (fromTsMs ?? 0) && row.untilTsMs >= (untilTsMs ?? 0),
      );
      expect(isCovered).toBe(false);
    }
    if (after.calls.length > 0 && after.calls.length < callCount) midway += 1;
  }
  const took = `${undisturbedMs.toFixed(0)} ms undisturbed`;
  console.log(`${work}: ${killed.length} kills, ${midway} of them midway, ${took}`);
  // The kills would prove nothing if all of them came before or after the writing.
  expect(midway).toBeGreaterThan(killed.length / 4);
}

for (const work of historyWorks) {
  test(
    `${work} that was killed goes on to the same store, and asks for nothing twice`,
    () => checkKills(work),
    15_000 + kills * 5_000,
  );
}
