/** A short run of `npm run soak`. */
import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { runSoak, type SoakDay } from "./run-soak.ts";
import { judgeSoak } from "./soak-report.ts";

test.skipIf(!existsSync("/proc/self/stat"))(
  "two days of a market in one process leave no file open and no bar twice",
  async () => {
    const days = await runSoak({
      ...{ days: 3, symbols: 20, seed: 3, keptDays: 16, historyDays: 260, port: 0 },
      onDay: () => undefined,
    });
    expect(days.map(({ date }) => date).toSorted()).toEqual(days.map(({ date }) => date));
    const [first, , last] = days as [SoakDay, SoakDay, SoakDay];
    expect(last.openFiles - first.openFiles).toBeLessThanOrEqual(1);
    expect(last.signals).toBeGreaterThan(first.signals);
    // A day of 5-minute bars and longer ones for 20 symbols are 2,100 bars of some 10 bytes.
    expect(last.barMb - first.barMb).toBeLessThan(0.2);
  },
  120_000,
);

describe("the verdict of a soak", () => {
  const bounds = { warmUpDays: 2, rssMbPerDayMax: 0.2, openFilesGrowthMax: 2 };
  const days = (of: (day: number) => Partial<SoakDay>): SoakDay[] =>
    Array.from({ length: 12 }, (_, day) => ({
      ...{ date: `2026-01-${10 + day}`, anonMb: 30, databaseMb: 10, barMb: 2, elapsedS: day },
      ...{ rssMb: 80 + (day % 3), openFiles: 20 + (day % 2), signals: 100 * day },
      ...of(day),
    }));

  test.each([
    ["is that all is flat when it only wavers", () => ({}), 0],
    ["tells memory that grows", (day: number) => ({ rssMb: 80 + 0.5 * day }), 1],
    ["tells files that stay open", (day: number) => ({ openFiles: 20 + day }), 1],
    ["tells bars that are not dropped", (day: number) => ({ barMb: 2 + 0.3 * day }), 1],
    [
      "tells a database that grows by more than its ledger",
      (day: number) => ({ databaseMb: 10 + 5 * day }),
      1,
    ],
    ["lets the ledger grow", (day: number) => ({ databaseMb: 10 + 0.1 * day }), 0],
  ] as const)("%s", (_, of, faultCount) => {
    expect(judgeSoak(days(of), bounds).faults).toHaveLength(faultCount);
  });
});
