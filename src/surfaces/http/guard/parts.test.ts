import { expect, test } from "bun:test";
import fc from "fast-check";
import { sameText } from "../../../services/api-keys/api-keys.ts";
import { defineRoute } from "../route.ts";
import { RouteTable } from "../route-table.ts";
import { countedAddress, isLoopbackPeer } from "./peer-address.ts";
import { Sessions, sessionMs } from "./sessions.ts";
import { TokenBuckets } from "./token-buckets.ts";

test("a bucket gives its burst at once and then its rate", () => {
  const buckets = new TokenBuckets({ burst: 3, perSecond: 2, entriesMax: 10 });
  const allowed = [0, 0, 0, 0, 499, 500, 999, 1_000].map((ms) => buckets.take("a", ms).isAllowed);
  expect(allowed).toEqual([true, true, true, false, false, true, false, true]);
  expect(buckets.take("b", 1_000)).toMatchObject({ isAllowed: true, remaining: 2 });
  expect(buckets.take("a", 1_000)).toMatchObject({ isAllowed: false, retrySeconds: 1 });
});

test("buckets are bounded, never negative and never above their burst", () => {
  const step = fc.record({ name: fc.integer({ max: 20 }), waitMs: fc.nat({ max: 5_000 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const buckets = new TokenBuckets({ burst: 5, perSecond: 1, entriesMax: 8 });
      let nowMs = 0;
      for (const { name, waitMs } of steps) {
        nowMs += waitMs;
        const { remaining } = buckets.take(String(name), nowMs);
        expect(remaining).toBeWithin(0, 6);
        expect(buckets.size).toBeLessThanOrEqual(8);
      }
    }),
  );
});

test("a session ends by the clock, and by signing out", () => {
  const sessions = new Sessions();
  const token = sessions.begin("key", 0);
  expect(sessions.keyOf(token, sessionMs - 1)).toBe("key");
  expect(sessions.keyOf(token, sessionMs)).toBeNull();
  const other = sessions.begin("key", 0);
  sessions.end(other);
  expect(sessions.keyOf(other, 1)).toBeNull();
  const first = sessions.begin("key", 0);
  for (let i = 0; i < 1_000; i++) sessions.begin("other", 0);
  expect(sessions.keyOf(first, 1)).toBeNull();
});

test.each([
  ["127.0.0.1", true],
  ["127.8.8.8", true],
  ["::1", true],
  ["::ffff:127.0.0.1", true],
  ["::ffff:10.0.0.1", false],
  ["192.0.2.1", false],
  ["unknown", false],
])("%s is this machine: %p", (address, isLocal) => {
  expect(isLoopbackPeer(address)).toBe(isLocal);
});

test.each([
  ["192.0.2.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8::6", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
])("%s counts as %s", (address, counted) => {
  expect(countedAddress(address)).toBe(counted);
});

test("texts are the same exactly where they are", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(sameText(a, b)).toBe(a === b);
      expect(sameText(a, a)).toBe(true);
    }),
  );
});

test("a path finds its routes by method, and its parts as they were sent", () => {
  const route = (path: string, method: "GET" | "PUT" = "GET") =>
    defineRoute({
      ...{ path, method, group: "Test", summary: "", params: {} },
      answer: () => ({ status: 200, contentType: "text/plain", body: () => "" }),
    });
  const table = new RouteTable([route("/a"), route("/l/{name}"), route("/l/{name}", "PUT")]);
  expect(table.find("/l/x%2fy")?.pathValues).toEqual([["name", "x%2fy"]]);
  expect(table.find("/l/x")?.methods).toEqual(["GET", "PUT"]);
  for (const path of ["/l/", "/l", "/l/x/y", "/l/x/", "", "/A", "/l/{name}/"]) {
    expect(table.find(path)).toBeNull();
  }
});
