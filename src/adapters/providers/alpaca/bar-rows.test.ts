import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readBarRows } from "./bar-rows.ts";

const row = (minute: number, c = 10) => ({
  t: new Date(Date.UTC(2026, 10, 23, 15, minute)).toISOString(),
  ...{ o: c, h: c + 1, l: c - 1, c, v: 100, n: 3, vw: c },
});
const all = () => true;

describe("rows of bars", () => {
  test("out of order are sorted, and the later of two counts", () => {
    const { bars } = readBarRows([row(3), row(1), row(2, 20), row(2, 30)], "1m", all);
    expect(bars.length).toBe(3);
    expect(Array.from(bars.close.subarray(0, 3))).toEqual([10, 30, 10]);
    const times = Array.from(bars.openTsMs.subarray(0, 3));
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test("without a time or a price are left out and counted", () => {
    const rows = [null, 5, {}, { ...row(1), c: null }, { ...row(1), t: "noon" }, row(2)];
    const { bars, misfits } = readBarRows([...rows, { ...row(3), h: 1 }], "1m", all);
    expect([bars.length, misfits]).toEqual([1, 6]);
  });

  test("without a volume keep their prices: nobody told, which is not 0", () => {
    const { bars } = readBarRows(
      [
        { ...row(1), v: null },
        { ...row(2), v: 0 },
      ],
      "1m",
      all,
    );
    expect(Array.from(bars.volume)).toEqual([Number.NaN, 0]);
  });

  test("of a day are keyed by the midnight of New York, on both sides of a clock change", () => {
    const days = ["2026-10-30T04:00:00Z", "2026-11-02T05:00:00Z"].map((t) => ({ ...row(1), t }));
    const { bars } = readBarRows(days, "1d", all);
    expect(Array.from(bars.openTsMs)).toEqual(days.map(({ t }) => Date.parse(t)));
  });

  test("of any shape never throw", () => {
    fc.assert(
      fc.property(fc.array(fc.anything()), (rows) => {
        const { bars, misfits } = readBarRows(rows, "1m", all);
        expect(bars.length + misfits).toBeLessThanOrEqual(rows.length);
      }),
    );
  });
});
