import { expect, test } from "bun:test";
import fc from "fast-check";
import { timestampMs } from "./timestamp.ts";

test("a time reads as the runtime reads it", () => {
  const dates = fc.date({
    min: new Date(Date.UTC(1990, 0, 1)),
    max: new Date(Date.UTC(2090, 0, 1)),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(dates, (date) => {
      expect(timestampMs(date.toISOString())).toBe(date.getTime());
    }),
  );
});

test("nanoseconds are cut off, never rounded up into the next moment", () => {
  const second = Date.UTC(2022, 2, 18, 14, 33, 58);
  expect(timestampMs("2022-03-18T14:33:58.448432206Z")).toBe(second + 448);
  expect(timestampMs("2022-03-18T14:33:58.999999999Z")).toBe(second + 999);
  expect(timestampMs("2022-03-18T14:33:58.5Z")).toBe(second + 500);
  expect(timestampMs("2022-03-18T14:33:58Z")).toBe(second);
});

test("an offset counts", () => {
  const tsMs = Date.UTC(2019, 6, 7, 16, 55, 8, 427);
  expect(timestampMs("2019-07-07T12:55:08.427247519-04:00")).toBe(tsMs);
  expect(timestampMs("2019-07-07T18:55:08.427+02:00")).toBe(tsMs);
});

test("what is no time is not a number, and nothing throws", () => {
  const wrong = ["", "2022-03-18", "2022-13-18T14:33:58Z", "2022-03-18T14:33:58", "yesterday"];
  const odd = ["2022-03-18T24:33:58Z", "2022-03-18T14:33:58.Z", "2022-03-18T14:33:58ZZ"];
  for (const value of [...wrong, ...odd, "2022-03-18T14:33:58+2:00", null, 5, {}]) {
    expect(timestampMs(value)).toBeNaN();
  }
  fc.assert(fc.property(fc.anything(), (value) => typeof timestampMs(value) === "number"));
});
