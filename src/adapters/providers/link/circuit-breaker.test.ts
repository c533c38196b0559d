import { beforeEach, expect, test } from "bun:test";
import { FakeClock } from "../../../../testing/fakes/fake-clock.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";

let clock: FakeClock;
let breaker: CircuitBreaker;

beforeEach(() => {
  clock = new FakeClock(Date.UTC(2026, 5, 1, 14));
  const pauseMs = { first: 30_000, max: 100_000 };
  breaker = new CircuitBreaker({ failures: 3, pauseMs }, clock);
});

function fail(count: number): void {
  for (let i = 0; i < count; i++) breaker.failed(breaker.enter());
}

test("it opens after so many failures in a row and says until when", () => {
  fail(2);
  expect(breaker.openUntil()).toBeNull();
  fail(1);
  expect(() => breaker.check()).toThrow("3 calls in a row failed; asked again at 14:00:30 UTC");
});

test("a success in between begins the count anew", () => {
  fail(2);
  breaker.succeeded();
  fail(2);
  expect(breaker.openUntil()).toBeNull();
});

test("after the pause one call tries and the others wait for its end", async () => {
  fail(3);
  await clock.advance(30_000);
  expect(breaker.enter()).toBe(true);
  expect(() => breaker.enter()).toThrow("one request tries it just now");
  breaker.succeeded();
  expect(breaker.enter()).toBe(false);
});

test("a try that fails doubles the pause, up to the longest", async () => {
  fail(3);
  const pausesMs: number[] = [];
  for (let round = 0; round < 4; round++) {
    const untilTsMs = breaker.openUntil() as number;
    pausesMs.push(untilTsMs - clock.nowMs());
    await clock.advance(untilTsMs - clock.nowMs());
    fail(1);
  }
  expect(pausesMs).toEqual([30_000, 60_000, 100_000, 100_000]);
});

test("a try that was called off leaves the next one free", async () => {
  fail(3);
  await clock.advance(30_000);
  breaker.left(breaker.enter());
  expect(breaker.enter()).toBe(true);
});

test("failures of calls that were sent before it opened do not lengthen the pause", () => {
  const isProbe = breaker.enter();
  fail(3);
  const untilTsMs = breaker.openUntil();
  breaker.failed(isProbe);
  expect(breaker.openUntil()).toBe(untilTsMs);
});
