import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findInput } from "../src/adapters/files/find-input.ts";
import { DiskRejectFolder } from "../src/adapters/files/reject-folder.ts";
import { openSqliteStore } from "../src/adapters/stores/sqlite/store.ts";
import type { Interval } from "../src/domain/interval.ts";
import type { ImportProgress } from "../src/ports/import-ledger.ts";
import { importBars } from "../src/services/import/import-bars.ts";
import { randomSource } from "./prices.ts";

export interface KillPlan {
  /** A file without repeats, so that every row that was read is a bar. */
  readonly path: string;
  readonly interval: Interval;
  readonly batchRows: number;
  readonly kills: number;
  readonly seed: number;
}

export interface KillFindings {
  /** Checksum of an import that nobody disturbed, and how long it took. */
  readonly checksum: string;
  readonly undisturbedMs: number;
  readonly attempts: readonly {
    /** Milliseconds after its begin at which the import was killed. */
    readonly killedAfterMs: number;
    readonly wasFinished: boolean;
    /** What the store held when it was opened again. */
    readonly barCount: number;
    readonly progress: ImportProgress | null;
    /** Checksum after the import was run again. */
    readonly checksum: string;
  }[];
}

/** Kills an import with signal 9 at random points of its run, each time with a store of its own. */
export async function killImports(plan: KillPlan): Promise<KillFindings> {
  const folder = mkdtempSync(join(tmpdir(), "l2t-kill-"));
  try {
    const random = randomSource(plan.seed);
    const whole = join(folder, "whole", "market.db");
    const undisturbed = await runChild(plan, whole, Number.POSITIVE_INFINITY);
    const attempts: KillFindings["attempts"][number][] = [];
    for (let kill = 0; kill < plan.kills; kill++) {
      const database = join(folder, `kill-${kill}`, "market.db");
      const killedAfterMs = random() * undisturbed.elapsedMs;
      const { isDone } = await runChild(plan, database, killedAfterMs);
      const { barCount, progress } = inspect(database);
      await importFile(plan, database);
      const { checksum } = inspect(database);
      attempts.push({ killedAfterMs, wasFinished: isDone, barCount, progress, checksum });
      rmSync(join(folder, `kill-${kill}`), { recursive: true });
    }
    const { checksum } = inspect(whole);
    return { checksum, undisturbedMs: undisturbed.elapsedMs, attempts };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Imports the file of a plan into a database; `onBegin` is called when all is open. */
export async function importFile(
  plan: Pick<KillPlan, "path" | "interval" | "batchRows">,
  database: string,
  onBegin: () => void = () => {},
): Promise<void> {
  const store = openSqliteStore({ path: database, tables: [] });
  try {
    const files = await findInput(plan.path, { stdin: process.stdin });
    onBegin();
    await importBars({
      store,
      files,
      rejects: new DiskRejectFolder(join(dirname(database), "rejects"), Date.now()),
      clock: { nowMs: Date.now, sleep: () => Promise.resolve() },
      options: { interval: plan.interval, adjustment: "split", batchRows: plan.batchRows },
    });
  } finally {
    store.close();
  }
}

const childPath = fileURLToPath(import.meta.resolve("./import-child.ts"));

async function runChild(
  plan: KillPlan,
  database: string,
  killAfterMs: number,
): Promise<{ readonly isDone: boolean; readonly elapsedMs: number }> {
  const words = [childPath, database, plan.path, plan.interval, String(plan.batchRows)];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  let beginMs = performance.now();
  let endMs = beginMs;
  let isDone = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  child.stdout.on("data", (said: Buffer) => {
    endMs = performance.now();
    if (String(said).includes("begun")) {
      beginMs = endMs;
      if (Number.isFinite(killAfterMs)) timer = setTimeout(() => child.kill(9), killAfterMs);
    }
    if (String(said).includes("done")) isDone = true;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  if (!Number.isFinite(killAfterMs) && code !== 0) throw new Error(`the import ended with ${code}`);
  return { isDone, elapsedMs: endMs - beginMs };
}

function inspect(database: string) {
  const store = openSqliteStore({ path: database, tables: [] });
  try {
    const barCount = store.bars.series().reduce((sum, series) => sum + series.barCount, 0);
    const progress = store.imports.imports(1)[0] ?? null;
    return { barCount, progress, checksum: store.bars.checksum() };
  } finally {
    store.close();
  }
}
