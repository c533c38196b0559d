import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { squeezeDots } from "./dots.ts";
import { sparkline, sparklineBars } from "./sparkline.ts";

const words = (row: Record<string, string | null>) =>
  /<span class="vh">(.*)<\/span>/.exec(squeezeDots(row).text)?.[1];

describe("squeeze dots", () => {
  test.each([
    ["0000222222", null, "4 off, 6 on"],
    ["0011223300", null, "2 off, 2 low, 2 on, 2 high, 2 off"],
    ["2222222000", "bullish", "7 on, fired up, 2 off"],
    ["2222222001", "bearish", "7 on, fired down, 1 off, 1 low"],
    ["2200222200", "bullish", "2 on, 2 off, 4 on, fired up, 1 off"],
    ["0000000000", "bullish", "10 off"],
    ["22", null, "2 on"],
    ["", null, ""],
  ])("%s with fire %p reads %p", (dots, direction, text) => {
    expect(words({ squeeze_dots: dots, fire_direction: direction })).toBe(text);
  });

  test("shapes tell the states apart without colour", () => {
    const shapes = squeezeDots({ squeeze_dots: "01320", fire_direction: "bullish" }).text;
    const outlines = [...shapes.matchAll(/class="d-(\w+)" d="([^"]+)"/g)];
    expect(outlines.map((match) => match[1])).toEqual(["off", "low", "high", "on", "up"]);
    const shapeOf = (name: string) =>
      outlines.find((match) => match[1] === name)?.[2]?.replaceAll(/[\d.]+/g, "");
    expect(shapeOf("low")).toBe(`${shapeOf("off")}M h`);
    expect(shapeOf("on")).toBe("M h");
    expect(shapeOf("up")).toEndWith("z");
  });
});

describe("a sparkline", () => {
  const pointsOf = (path: string) =>
    path
      .slice(1)
      .split(" ")
      .map(Number)
      .flatMap((_, i, all) => (i % 2 ? [[all[i - 1], all[i]]] : []));

  test("stays inside its frame and goes left to right", () => {
    const closes = fc.array(fc.double({ min: 1e-4, max: 1e6, noNaN: true }), {
      minLength: 2,
      maxLength: sparklineBars,
    });
    fc.assert(
      fc.property(closes, (values) => {
        const line = sparkline(Float64Array.from(values));
        const points = pointsOf(line?.path ?? "") as [number, number][];
        expect(points).toHaveLength(values.length);
        for (const [index, [x, y]] of points.entries()) {
          expect(x >= 0 && x <= 72 && y >= 1 && y <= 17).toBe(true);
          if (index > 0) expect(x).toBeGreaterThan((points[index - 1] as [number, number])[0]);
        }
      }),
    );
  });

  test("higher closes are higher up, and the side is that of the ends", () => {
    expect(sparkline(Float64Array.of(1, 2, 3))).toEqual({ path: "M0 17 2 9 5 1", isUp: true });
    expect(sparkline(Float64Array.of(3, 1, 2))?.isUp).toBe(false);
  });

  test("a flat market is a line in the middle", () => {
    expect(sparkline(Float64Array.of(5, 5))?.path).toBe("M0 9 2 9");
  });

  test("there is none without two finite closes", () => {
    expect(sparkline(Float64Array.of(5))).toBeNull();
    expect(sparkline(Float64Array.of())).toBeNull();
    expect(sparkline(Float64Array.of(5, Number.NaN))).toBeNull();
  });
});
