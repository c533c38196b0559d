import { expect, test } from "bun:test";
import { systemClock } from "./system-clock.ts";

test("an abort ends a sleep at once, also one that had not begun", async () => {
  const stop = new AbortController();
  const startedMs = performance.now();
  const sleep = systemClock.sleep(60_000, stop.signal);
  stop.abort();
  await sleep;
  await systemClock.sleep(60_000, stop.signal);
  expect(performance.now() - startedMs).toBeLessThan(1_000);
});

test("a sleep that is longer than a timer can be does not end at once", async () => {
  const stop = new AbortController();
  let isOver = false;
  const sleep = systemClock.sleep(2 ** 40, stop.signal).then(() => {
    isOver = true;
  });
  await Bun.sleep(20);
  expect(isOver).toBe(false);
  stop.abort();
  await sleep;
});
