import { expect, test } from "bun:test";
import { FreshCache } from "./fresh-cache.ts";
import { VendorAnswer } from "./vendor-answer.ts";

function answerOf(bytes: number): VendorAnswer {
  const headers = new Headers();
  return new VendorAnswer({ status: 200, headers, bytes: new Uint8Array(bytes), receivedTsMs: 1 });
}

test("the answers that were not used for longest leave first", () => {
  const cache = new FreshCache({ bytesMax: 400, answersMax: 100 });
  for (const key of ["a", "b", "c", "d"]) cache.put(key, answerOf(100));
  cache.get("a");
  cache.put("e", answerOf(100));
  expect(["a", "b", "c", "d", "e"].filter((key) => cache.get(key) !== null)).toEqual([
    ...["a", "c", "d", "e"],
  ]);
  expect(cache.bytes).toBe(400);
});

test("so many answers are kept and no more", () => {
  const cache = new FreshCache({ bytesMax: 1_000, answersMax: 2 });
  for (const key of ["a", "b", "c"]) cache.put(key, answerOf(1));
  expect(cache.get("a")).toBeNull();
  expect(cache.bytes).toBe(2);
});

test("an answer that would push out most others is not kept, nor what it replaces", () => {
  const cache = new FreshCache({ bytesMax: 400, answersMax: 100 });
  cache.put("a", answerOf(10));
  cache.put("a", answerOf(101));
  expect(cache.get("a")).toBeNull();
  expect(cache.bytes).toBe(0);
});

test("replacing an answer counts it once", () => {
  const cache = new FreshCache({ bytesMax: 400, answersMax: 100 });
  for (let i = 0; i < 50; i++) cache.put("a", answerOf(90));
  expect(cache.bytes).toBe(90);
});
