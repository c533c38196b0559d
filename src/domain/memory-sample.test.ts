import { expect, test } from "bun:test";
import { foldSlots, type MemoryEntry, quarterMs, slotStart } from "./memory-sample.ts";

const entry = (meanBytes: number, other: Partial<MemoryEntry> = {}): MemoryEntry => ({
  subject: "l2t",
  metric: "rss",
  meanBytes,
  maxBytes: meanBytes,
  chargedBytesMax: undefined,
  stallPctMax: undefined,
  ...other,
});
const fold = (...entries: MemoryEntry[]) =>
  foldSlots(
    entries.map((one, at) => ({ startTsMs: at, entries: [one] })),
    0,
  ).entries;

test("a slot starts at the multiple of its length", () => {
  expect(slotStart(quarterMs * 7 + 1, quarterMs)).toBe(quarterMs * 7);
  expect(slotStart(quarterMs * 7, quarterMs)).toBe(quarterMs * 7);
});

test("a folded slot has the mean of the means and the peak of the peaks", () => {
  expect(fold(entry(10, { maxBytes: 90 }), entry(30))).toEqual([entry(20, { maxBytes: 90 })]);
});

test("what no slot knows stays unknown, and what one knows is kept", () => {
  const [folded] = fold(entry(1), entry(1, { chargedBytesMax: 7, stallPctMax: 0 }), entry(1));
  expect(folded).toMatchObject({ chargedBytesMax: 7, stallPctMax: 0 });
  expect(fold(entry(1))[0]?.chargedBytesMax).toBeUndefined();
});

test("values of two metrics are never averaged: the last one counts", () => {
  const folded = fold(entry(100), entry(10, { metric: "pss" }), entry(20, { metric: "pss" }));
  expect(folded).toEqual([entry(15, { metric: "pss", maxBytes: 20 })]);
});

test("each subject is folded by itself", () => {
  expect(fold(entry(10), entry(50, { subject: "box" }), entry(20))).toEqual([
    entry(15, { maxBytes: 20 }),
    entry(50, { subject: "box" }),
  ]);
});

test("no slots fold to an empty one", () => {
  expect(foldSlots([], 5)).toEqual({ startTsMs: 5, entries: [] });
});
