import { expect, test } from "bun:test";
import fc from "fast-check";
import { TokenBucket } from "./token-bucket.ts";

const startTsMs = Date.UTC(2026, 5, 1, 14);

function bucketOf(limit: number, windowMs: number, burst: number): TokenBucket {
  return new TokenBucket({ limit, windowMs, burst }, startTsMs);
}

/** Moments at which requests go when as many as possible are sent. */
function sendAll(bucket: TokenBucket, count: number, spared = false): number[] {
  const moments: number[] = [];
  let nowMs = startTsMs;
  while (moments.length < count) {
    const waitMs = bucket.waitMs(nowMs, spared);
    if (waitMs > 0) {
      nowMs = Math.ceil(nowMs + waitMs);
      continue;
    }
    bucket.take(nowMs);
    moments.push(nowMs - startTsMs);
  }
  return moments;
}

test("a rested bucket lets a burst go and the steady rate after it", () => {
  const moments = sendAll(bucketOf(60, 60_000, 5), 10);
  expect(moments.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
  expect(moments.slice(5)).toEqual([1_000, 2_000, 3_000, 4_000, 5_000]);
});

test("no window ever holds more than its limit, whatever burst and pauses", () => {
  const rates = fc.record({
    limit: fc.integer({ min: 1, max: 40 }),
    windowMs: fc.constantFrom(1_000, 7_777, 60_000),
    burst: fc.integer({ min: 1, max: 60 }),
    restsMs: fc.array(fc.integer({ min: 0, max: 90_000 }), { maxLength: 60 }),
  });
  fc.assert(
    fc.property(rates, ({ limit, windowMs, burst, restsMs }) => {
      const bucket = bucketOf(limit, windowMs, burst);
      const moments: number[] = [];
      let nowMs = startTsMs;
      for (const restMs of restsMs) {
        nowMs += restMs;
        for (let waitMs = 1; waitMs > 0; nowMs = Math.ceil(nowMs + waitMs)) {
          waitMs = bucket.waitMs(nowMs, false);
        }
        bucket.take(nowMs);
        moments.push(nowMs);
        const inWindow = moments.filter((tsMs) => tsMs > nowMs - windowMs);
        expect(inWindow.length).toBeLessThanOrEqual(limit);
      }
    }),
    { numRuns: 200 },
  );
});

test("the whole limit of a window can be used", () => {
  const moments = sendAll(bucketOf(5, 60_000, 5), 10);
  expect(moments.filter((ms) => ms < 60_000)).toHaveLength(5);
  // A window is counted in slices, the open one included: it is a little longer than told.
  expect(moments[5]).toBeLessThanOrEqual(62_000);
});

test("the last third is spared for others", () => {
  const bucket = bucketOf(60, 60_000, 9);
  expect(sendAll(bucket, 6, true)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(bucket.waitMs(startTsMs, true)).toBeGreaterThan(0);
  expect(bucket.waitMs(startTsMs, false)).toBe(0);
});

test("the last third of a window is spared for others as well", () => {
  const bucket = bucketOf(6, 60_000, 6);
  sendAll(bucket, 4, true);
  const laterMs = startTsMs + 30_000;
  expect(bucket.waitMs(laterMs, true)).toBeGreaterThan(0);
  expect(bucket.waitMs(laterMs, false)).toBe(0);
});

test("a bucket of one request serves those who spare, too", () => {
  expect(bucketOf(1, 1_000, 1).waitMs(startTsMs, true)).toBe(0);
});

test("the vendor's limit raises and lowers the rate", () => {
  const bucket = bucketOf(60, 60_000, 1);
  bucket.learn({ limit: 600 }, startTsMs);
  expect(sendAll(bucket, 3)).toEqual([0, 100, 200]);
  bucket.learn({ limit: 6 }, startTsMs);
  expect(bucket.limit).toBe(6);
});

test("a limit of 0 or of no number changes nothing", () => {
  const bucket = bucketOf(60, 60_000, 1);
  bucket.learn({ limit: 0 }, startTsMs);
  bucket.learn({ limit: Number.NaN, left: Number.NaN }, startTsMs);
  expect(bucket.limit).toBe(60);
  expect(bucket.left(startTsMs)).toBe(60);
});

test("nothing left waits until the vendor's reset", () => {
  const bucket = bucketOf(60, 60_000, 10);
  bucket.learn({ left: 0, resetTsMs: startTsMs + 17_000 }, startTsMs);
  expect(bucket.left(startTsMs)).toBe(0);
  expect(bucket.waitMs(startTsMs, false)).toBe(17_000);
  expect(bucket.waitMs(startTsMs + 17_000, false)).toBe(0);
});

test("an older answer does not give back what was used since", () => {
  const bucket = bucketOf(200, 60_000, 50);
  const resetTsMs = startTsMs + 30_000;
  bucket.learn({ left: 10, resetTsMs }, startTsMs);
  bucket.take(startTsMs);
  bucket.learn({ left: 12, resetTsMs: resetTsMs + 1 }, startTsMs);
  expect(bucket.left(startTsMs)).toBe(9);
});

test("a reset that is over is forgotten", () => {
  const bucket = bucketOf(60, 60_000, 10);
  bucket.learn({ left: 0, resetTsMs: startTsMs - 1 }, startTsMs);
  expect(bucket.waitMs(startTsMs, false)).toBe(0);
});

test("after a pause one request goes, not a burst", () => {
  const bucket = bucketOf(60, 60_000, 10);
  bucket.drain(startTsMs + 5_000);
  const nowMs = startTsMs + 5_000;
  expect(bucket.waitMs(nowMs, false)).toBe(0);
  bucket.take(nowMs);
  expect(bucket.waitMs(nowMs, false)).toBe(1_000);
});

test("a clock that is set back by a day still lets requests go", () => {
  const bucket = bucketOf(60, 60_000, 2);
  sendAll(bucket, 2);
  const backTsMs = startTsMs - 86_400_000;
  bucket.waitMs(backTsMs, false);
  expect(bucket.waitMs(backTsMs + 2_000, false)).toBe(0);
});
