import { expect, test } from "bun:test";
import { counted, formatBytes, formatDuration, formatSpan } from "./format.ts";

test("counts carry their noun", () => {
  expect([0, 1, 5_110].map((count) => counted(count, "symbol"))).toEqual([
    "0 symbols",
    "1 symbol",
    "5,110 symbols",
  ]);
});

test.each([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [1_000, "1.0 KB"],
  [999_949, "999.9 KB"],
  [999_999, "1.0 MB"],
  [52_430_000, "52.4 MB"],
  [4e15, "4,000.0 TB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [900, "1 s"],
  [-900, "1 s"],
  [12 * 60_000, "12 min"],
  [5 * 3_600_000, "5 h"],
  [47 * 3_600_000, "47 h"],
  [3 * 86_400_000, "3 days"],
  [986 * 86_400_000, "2.7 years"],
])("a span of %d ms is %s", (spanMs, text) => {
  expect(formatSpan(spanMs)).toBe(text);
});

test.each([
  [0, "0 ms"],
  [999.6, "1.00 s"],
  [1_236, "1.24 s"],
  [9_996, "10.0 s"],
  [59_960, "1 min 0 s"],
  [125_000, "2 min 5 s"],
])("%d ms took %s", (spanMs, text) => {
  expect(formatDuration(spanMs)).toBe(text);
});
