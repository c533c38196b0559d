import { expect, test } from "bun:test";
import fc from "fast-check";
import { memoryMetrics } from "../../../domain/memory-sample.ts";
import { decodeEntries, encodeEntries, type StoredEntry } from "./memory-codec.ts";

const bytes = () => fc.nat({ max: 2 ** 31 }).map((kb) => kb * 1_024);
const entry = (): fc.Arbitrary<StoredEntry> =>
  fc.record({
    subjectId: fc.integer({ min: 1, max: 255 }),
    metric: fc.constantFrom(...memoryMetrics),
    meanBytes: bytes(),
    maxBytes: bytes(),
    chargedBytesMax: fc.option(bytes(), { nil: undefined }),
    stallPctMax: fc.option(
      fc.integer({ min: 0, max: 10_000 }).map((part) => part / 100),
      { nil: undefined },
    ),
  });

test("entries in whole kilobytes come back as they were, 0 apart from missing", () => {
  fc.assert(
    fc.property(fc.array(entry(), { maxLength: 12 }), (entries) => {
      expect(decodeEntries(encodeEntries(entries))).toEqual(entries);
    }),
  );
});

test("bytes that are none of ours are refused and never misread or thrown at", () => {
  const whole = encodeEntries([
    {
      ...{ subjectId: 1, metric: "rss", meanBytes: 1_024, maxBytes: 2_048 },
      ...{ chargedBytesMax: undefined, stallPctMax: undefined },
    } satisfies StoredEntry,
  ]);
  for (let length = 0; length < whole.length; length++) {
    const isHeadOnly = length === 1;
    const decoded = decodeEntries(whole.subarray(0, length));
    expect(decoded).toEqual(isHeadOnly ? [] : undefined);
  }
  const otherVersion = whole.slice();
  otherVersion[0] = 9;
  expect(decodeEntries(otherVersion)).toBeUndefined();
  const otherMetric = whole.slice();
  otherMetric[2] = 200;
  expect(decodeEntries(otherMetric)).toBeUndefined();
});
