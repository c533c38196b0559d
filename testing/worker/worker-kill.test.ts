/**
 * A live worker that is killed again and again, against a made vendor. L2T_KILLS=100 kills so
 * often, in several sessions, each on a store and with chances of its own.
 */
import { expect, test } from "bun:test";
import { killWorker, type WorkerKillPlan } from "./worker-kills.ts";

const killsPerSession = { backFill: 3, live: 6 } as const;
const sessions = Math.max(1, Math.round(Number(process.env["L2T_KILLS"] ?? 0) / 9));
const seedFirst = Number(process.env["L2T_SEED"] ?? 5);

for (let session = 0; session < sessions; session++) {
  const seed = seedFirst + session;
  test(`a worker that is killed through a session ends with every bar once (seed ${seed})`, async () => {
    const plan: WorkerKillPlan = { seed, symbols: 12, kills: killsPerSession };
    const { faults, ...found } = await killWorker(plan);
    console.log(JSON.stringify(found));
    expect(faults).toEqual([]);
    expect(found.lineCount).toBeGreaterThan(found.kills / 2);
  }, 180_000);
}
