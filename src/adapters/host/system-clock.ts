import type { Clock } from "../../ports/clock.ts";

/** setTimeout takes no longer delays; it would fire at once. */
const delayMsMax = 2 ** 31 - 1;

/** The clock of the machine. */
export const systemClock: Clock = {
  nowMs: Date.now,

  async sleep(delayMs, signal) {
    let leftMs = delayMs;
    do {
      const partMs = Math.min(leftMs, delayMsMax);
      await sleepOnce(partMs, signal);
      leftMs -= partMs;
    } while (leftMs > 0 && !signal?.aborted);
  },
};

function sleepOnce(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      done();
    };
    const timer = setTimeout(end, delayMs);
    signal?.addEventListener("abort", end);
  });
}
