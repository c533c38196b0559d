import { expect, test } from "bun:test";
import { randomSource } from "../../../../testing/prices.ts";
import { isPassing, retryAfterTsMs, retryPauseMs } from "./retry.ts";

const nowMs = Date.UTC(2026, 5, 1, 14);

test.each([408, 429, 499, 500, 502, 503, 504])("%d is asked again", (status) => {
  expect(isPassing(status)).toBe(true);
});

test.each([301, 400, 401, 403, 404, 413, 422])("%d is not asked again", (status) => {
  expect(isPassing(status)).toBe(false);
});

test("pauses lie between half a second and a bound that grows to 30 s", () => {
  const random = randomSource(3);
  for (const [attempt, boundMs] of [2_000, 8_000, 30_000, 30_000].entries()) {
    const pauses = Array.from({ length: 500 }, () => retryPauseMs(attempt + 1, random));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(500);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(boundMs);
    // Spread over the whole span, not gathered at one end.
    expect(Math.max(...pauses) - Math.min(...pauses)).toBeGreaterThan((boundMs - 500) * 0.9);
  }
});

test.each([
  ["3", 3_000],
  ["0", 0],
  ["1.5", 1_500],
  ["Mon, 01 Jun 2026 14:00:20 GMT", 20_000],
  ["Mon, 01 Jun 2026 13:59:00 GMT", 0],
])("Retry-After %p is so many ms from now: %d", (text, spanMs) => {
  expect(retryAfterTsMs(new Headers({ "Retry-After": text }), nowMs)).toBe(nowMs + spanMs);
});

test.each(["", "soon", "-5"])("Retry-After %p says nothing", (text) => {
  expect(retryAfterTsMs(new Headers({ "Retry-After": text }), nowMs)).toBeNull();
});
