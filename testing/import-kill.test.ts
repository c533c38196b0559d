import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type KillPlan, killImports } from "./import-kills.ts";
import { makeCsv } from "./made-csv.ts";
import { describeShared, sharedPath } from "./shared.ts";

/** L2T_KILLS=50 kills imports of a real file as well. */
const realKills = Number(process.env["L2T_KILLS"] ?? 0);

async function checkKills(plan: KillPlan): Promise<void> {
  const { checksum, attempts, undisturbedMs } = await killImports(plan);
  let midway = 0;
  for (const attempt of attempts) {
    const { barCount, progress } = attempt;
    // Bars and progress commit together, and only whole batches do.
    expect(barCount).toBe(progress?.rowsDone ?? 0);
    if (!progress?.isComplete) expect(barCount % plan.batchRows).toBe(0);
    expect(attempt.checksum).toBe(checksum);
    if (barCount > 0 && !progress?.isComplete) midway++;
  }
  const took = `${undisturbedMs.toFixed(0)} ms undisturbed`;
  console.log(`${attempts.length} kills, ${midway} of them between two batches, ${took}`);
  // The kills would prove nothing if all of them came before or after the writing.
  expect(midway).toBeGreaterThan(attempts.length / 5);
}

function withFile(text: string, name: string, work: (path: string) => Promise<void>) {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), "l2t-kill-file-"));
    try {
      const path = join(folder, name);
      writeFileSync(path, name.endsWith(".gz") ? gzipSync(text) : text);
      await work(path);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
}

for (const order of ["symbol", "date"] as const) {
  test(
    `a killed import of a file by ${order} leaves whole batches and completes when run again`,
    withFile(makeCsv({ seed: 1, symbols: 100, days: 250, order }), "bars.csv.gz", (path) =>
      checkKills({
        path,
        interval: "1d",
        batchRows: 1_000,
        kills: 25,
        seed: 20_230_630,
      }),
    ),
    120_000,
  );
}

if (realKills > 0) {
  describeShared("real files", () => {
    test(
      "a killed import of real bars completes to the same checksum",
      () =>
        checkKills({
          path: sharedPath("data", "intraday_1min_2018.csv.gz") as string,
          interval: "1m",
          batchRows: 16_384,
          kills: realKills,
          seed: 20_180_409,
        }),
      600_000,
    );
  });
}
