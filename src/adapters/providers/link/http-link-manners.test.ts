import { expect, test } from "bun:test";
import { startVendor } from "../../../../testing/made-up-vendor.ts";
import {
  badGateway,
  jsonAnswer,
  textAnswer,
  tooManyRequests,
} from "../../../../testing/replay/answer.ts";

const fine = jsonAnswer({ fine: true });

test("Retry-After of a 503 is obeyed", async () => {
  const busy = textAnswer("busy", { status: 503, headers: { "retry-after": "20" } });
  await using vendor = await startVendor([busy, fine]);
  await vendor.ask();
  expect(vendor.link.lines[0]?.elapsedMs).toBeGreaterThanOrEqual(20_000);
});

test("a Retry-After that is too long for the lane fails at once", async () => {
  const busy = textAnswer("busy", { status: 503, headers: { "retry-after": "3600" } });
  await using vendor = await startVendor([busy, fine]);
  await vendor.refused({ lane: "click" });
  expect(vendor.outcomes()).toEqual(["failed 1"]);
});

test("a 429 pauses everybody who asks this vendor", async () => {
  await using vendor = await startVendor([tooManyRequests({ "retry-after": "10" }), fine]);
  const first = vendor.ask();
  await vendor.server.asked(1);
  while (vendor.link.http.health().state === "ok") await Bun.sleep(1);
  expect(vendor.link.http.health()).toMatchObject({ state: "rate-limited" });
  await vendor.ask({ query: { other: 1 } });
  await first;
  for (const line of vendor.link.lines) expect(line.elapsedMs).toBeGreaterThan(8_000);
  expect(vendor.link.http.health().state).toBe("ok");
});

test("a 429 without a word of the pause uses the usual one", async () => {
  await using vendor = await startVendor([tooManyRequests(), fine]);
  await vendor.ask();
  expect(vendor.link.lines[0]?.elapsedMs).toBeGreaterThanOrEqual(1_000);
  expect(vendor.outcomes()).toEqual(["ok 2"]);
});

test("the reset in a 429's own headers is waited for", async () => {
  const limits = {
    ...{ limit: 1_000, windowMs: 1_000, burst: 100, parallelMax: 4 },
    pauseMs: { first: 1, max: 1 },
    readLimit: (headers: Headers) => {
      const reset = headers.get("x-ratelimit-reset");
      return reset === null ? null : { left: 0, resetTsMs: Number(reset) };
    },
  };
  await using vendor = await startVendor(fine, { limits });
  const resetTsMs = vendor.link.clock.nowMs() + 25_000;
  vendor.server.route("GET /bars?*", [
    tooManyRequests({ "x-ratelimit-reset": String(resetTsMs) }),
    fine,
  ]);
  await vendor.ask();
  expect(vendor.link.lines[0]?.tsMs).toBeGreaterThanOrEqual(resetTsMs);
});

test("a click does not sit out a long pause: rate-limited, then skipped", async () => {
  await using vendor = await startVendor(tooManyRequests({ "retry-after": "600" }));
  expect((await vendor.refused({ lane: "click" })).code).toBe("provider.rate-limited");
  expect((await vendor.refused({ lane: "click" })).message).toContain("asked for a pause until");
  expect(vendor.outcomes()).toEqual(["rate-limited 1", "skipped 0"]);
});

test("the circuit opens after some failures and says until when", async () => {
  const circuit = { failures: 4, pauseMs: { first: 60_000, max: 60_000 } };
  await using vendor = await startVendor([...Array(4).fill(badGateway()), fine], { circuit });
  await vendor.refused();
  const failure = await vendor.refused();
  expect(failure.code).toBe("provider.unavailable");
  expect(failure.message).toMatch(/4 calls in a row failed; asked again at \d\d:\d\d:\d\d UTC$/);
  expect(vendor.outcomes()).toEqual(["failed 4", "skipped 0"]);
  const { state, untilTsMs } = vendor.link.http.health();
  expect(state).toBe("down");
  await vendor.link.clock.sleep((untilTsMs as number) - vendor.link.clock.nowMs() + 100);
  await vendor.ask();
  expect(vendor.link.http.health()).toEqual({ state: "ok", text: "", untilTsMs: null });
});

test("requests that wait in the queue end when the circuit opens", async () => {
  const circuit = { failures: 1, pauseMs: { first: 600_000, max: 600_000 } };
  const limits = {
    ...{ limit: 1_000, windowMs: 1_000, burst: 9, parallelMax: 1 },
    pauseMs: { first: 1, max: 1 },
  };
  await using vendor = await startVendor(badGateway(), { circuit, limits });
  await Promise.all([1, 2, 3].map((page) => vendor.refused({ query: { page } })));
  expect(vendor.outcomes().toSorted()).toEqual(["failed 1", "skipped 0", "skipped 0"]);
});

test("a link that fails now and then is called degraded", async () => {
  await using vendor = await startVendor([badGateway(), badGateway(), badGateway(), fine]);
  const asked = vendor.ask();
  await vendor.server.asked(3);
  expect(vendor.link.http.health().state).toBe("degraded");
  await asked;
  expect(vendor.link.http.health().state).toBe("ok");
});
