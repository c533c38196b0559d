import { expect, test } from "bun:test";
import fc from "fast-check";
import { startVendor } from "../../../../testing/made-up-vendor.ts";
import {
  type Answer,
  badGateway,
  cutOff,
  delayed,
  emptyAnswer,
  jsonAnswer,
  textAnswer,
  tooManyRequests,
} from "../../../../testing/replay/answer.ts";
import { Failure } from "../../../base/failure.ts";
import { lanes } from "../../../ports/market-data.ts";
import type { VendorAuth, VendorRequest } from "../vendor-http.ts";

const fine = jsonAnswer({ fine: true }, { headers: { etag: '"v1"' } });
const faults: readonly Answer[] = [
  // No line that is hung up without a word: the runtime itself asks once more on a new line then.
  ...[fine, fine, fine, badGateway(), cutOff(fine, 3), delayed(fine, 3)],
  ...[tooManyRequests(), tooManyRequests({ "retry-after": "2" }), emptyAnswer(304)],
  ...[400, 401, 403, 404, 408, 422, 503].map((status) => textAnswer("no", { status })),
  textAnswer("x".repeat(3_000)),
];
/** Ways in which a request is asked, from the outside and from code that is broken. */
const ways = ["plain", "fresh", "post", "short", "called-off", "elsewhere", "bug"] as const;

const asking = fc.record({
  way: fc.constantFrom(...ways),
  lane: fc.constantFrom(...lanes),
  page: fc.integer({ min: 0, max: 3 }),
  startMs: fc.integer({ min: 0, max: 4 }),
  stopMs: fc.integer({ min: 0, max: 6 }),
});
type Asking = typeof asking extends fc.Arbitrary<infer T> ? T : never;

function requestOf(one: Asking, signal: AbortSignal): Partial<VendorRequest> {
  const usual = { lane: one.lane, query: { page: one.page }, signal };
  if (one.way === "fresh") return { ...usual, freshMs: 100 };
  if (one.way === "post") return { ...usual, method: "POST", path: "/post" };
  if (one.way === "short") return { ...usual, bytesMax: 1_000 };
  if (one.way === "elsewhere") return { ...usual, path: "https://elsewhere.example/" };
  if (one.way !== "bug") return usual;
  const handsOver = () => {
    throw new TypeError("a bug of a provider");
  };
  return { ...usual, handsOver };
}

test("every request has one line, and every call is in one, whatever goes wrong", async () => {
  const runs = fc.record({
    replies: fc.array(fc.constantFrom(...faults), { minLength: 1, maxLength: 30 }),
    askings: fc.array(asking, { minLength: 1, maxLength: 25 }),
    isRenewed: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(runs, async ({ replies, askings, isRenewed }) => {
      const auth: VendorAuth = {
        credentials: async () => ({ headers: { Authorization: "Bearer a" } }),
        renew: async () => isRenewed,
      };
      const limits = {
        ...{ limit: 200, windowMs: 1_000, burst: 20, parallelMax: 3 },
        pauseMs: { first: 500, max: 2_000 },
      };
      const circuit = { failures: 5, pauseMs: { first: 3_000, max: 9_000 } };
      await using vendor = await startVendor(replies, { auth, limits, circuit, speed: 4_000 });
      vendor.server.route("POST /post?*", replies);
      const ends = await Promise.all(
        askings.map(async (one) => {
          const stop = new AbortController();
          await Bun.sleep(one.startMs);
          const asked = vendor.ask(requestOf(one, stop.signal));
          if (one.way === "called-off") setTimeout(() => stop.abort(), one.stopMs);
          return asked.then(
            () => "well",
            (error) => (error instanceof Failure ? error.code : "bug"),
          );
        }),
      );
      const { lines } = vendor.link;
      expect(lines).toHaveLength(askings.length);
      const good = lines.filter((line) => line.reason === null);
      expect(good).toHaveLength(ends.filter((end) => end === "well").length);
      const calls = lines.reduce((sum, line) => sum + line.calls, 0);
      // A call that was called off may not have reached the vendor.
      expect(calls).toBeGreaterThanOrEqual(vendor.server.requests.length);
      const calledOff = askings.filter((one) => one.way === "called-off").length;
      expect(calls - calledOff).toBeLessThanOrEqual(vendor.server.requests.length);
    }),
    { numRuns: 40 },
  );
}, 20_000);

test("what a bug throws reaches the caller and is told in the ledger", async () => {
  await using vendor = await startVendor(jsonAnswer({}, { status: 404 }));
  const handsOver = () => {
    throw new TypeError("a bug of a provider");
  };
  expect(vendor.ask({ handsOver })).rejects.toThrow(TypeError);
  await vendor.server.asked(1);
  while (vendor.link.lines.length === 0) await Bun.sleep(1);
  expect(vendor.outcomes()).toEqual(["failed 1"]);
  expect(vendor.link.lines[0]?.reason).toBe("a bug: TypeError: a bug of a provider");
});
