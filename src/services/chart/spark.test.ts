import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { sparkline, squeezeDots } from "./spark.ts";

const unicode = { unicode: true, width: 8 };

describe("sparkline", () => {
  test("the smallest value is the lowest bar and the largest the highest", () => {
    expect(sparkline([1, 2, 3, 4, 5, 6, 7, 8], unicode)).toBe("▁▂▃▄▅▆▇█");
  });

  test("equal values are a row of middle height", () => {
    expect(sparkline([5, 5, 5], unicode)).toBe("▅▅▅");
  });

  test("a missing value is a blank", () => {
    expect(sparkline([1, Number.NaN, 2], unicode)).toBe("▁ █");
    expect(sparkline([Number.NaN], unicode)).toBe(" ");
  });

  test("with more values than room, the newest is always shown", () => {
    const line = sparkline([...new Array(99).fill(1), 2], { unicode: true, width: 10 });
    expect(line).toBe(`${"▁".repeat(9)}█`);
  });

  test("a given range is its foot and its top, and values beyond are cut there", () => {
    const range = { min: 0, max: 80 };
    expect(sparkline([-5, 0, 10, 40, 79, 80, 999], { ...unicode, range })).toBe("▁▁▂▅███");
  });

  test("it is as long as its values or its room, whichever is less", () => {
    const values = fc.array(fc.double({ noDefaultInfinity: true }), { maxLength: 60 });
    fc.assert(
      fc.property(values, fc.nat(30), fc.boolean(), (given, width, isUnicode) => {
        const line = sparkline(given, { width, unicode: isUnicode });
        expect([...line].length).toBe(Math.min(given.length, width));
        if (!isUnicode) expect(line).toMatch(/^[ -~]*$/);
      }),
    );
  });
});

test("a squeeze is filled, a rest is hollow, a fire points its way", () => {
  const states = ["unknown", "off", "on", "fired-up", "fired-down", "fired-flat"] as const;
  expect(squeezeDots(states, { unicode: true })).toBe(" ◦●▲▼◆");
  expect(squeezeDots(states, { unicode: false })).toBe(" .#^vx");
});
