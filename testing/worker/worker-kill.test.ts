/**
 * A live worker that is killed again and again, against a made vendor. L2T_KILLS=100 kills so
 * often, in several sessions, each on a store and with chances of its own, from L2T_SEED on.
 */
import { expect, test } from "bun:test";
import { killWorker, type WorkerKillPlan } from "./worker-kills.ts";

const killsPerSession = { backFill: 3, live: 6 } as const;
const sessions = Math.max(1, Math.round(Number(process.env["L2T_KILLS"] ?? 0) / 9));
const seedFirst = Number(process.env["L2T_SEED"] ?? 5);

/** A session takes some 20 seconds. */
const timeoutMs = 180_000;

for (let session = 0; session < sessions; session++) {
  const seed = seedFirst + session;
  const fact = "a worker that is killed through a session ends with every bar once";
  const work = async () => {
    const plan: WorkerKillPlan = { seed, symbols: 12, kills: killsPerSession };
    const { faults, ...found } = await killWorker(plan);
    const { barCount, kills, requests, calls, lineCount } = found;
    const ledger = `${calls} of ${requests} requests in the ledger`;
    console.log(`${kills} kills, ${lineCount} lines of the stream, ${barCount} bars, ${ledger}`);
    expect(faults).toEqual([]);
    expect(lineCount).toBeGreaterThan(kills / 2);
  };
  test(`${fact} (seed ${seed})`, work, timeoutMs);
}
