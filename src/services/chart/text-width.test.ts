import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { Resvg } from "@resvg/resvg-js";
import { fitText, textWidth } from "./text-width.ts";

const fonts = join(import.meta.dir, "../../adapters/rasterizer/fonts");

/** Width of the ink as the rasterizer sets it. */
function drawnWidth(content: string, size: number, weight: 400 | 500 | 600): number {
  const font = `font-family="Inter" font-size="${size}" font-weight="${weight}"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="99">
    <text x="9" y="50" ${font}>${content}</text></svg>`;
  const fontFiles = [400, 500, 600].map((each) => join(fonts, `inter-${each}.ttf`));
  const drawing = new Resvg(svg, { font: { loadSystemFonts: false, fontFiles } });
  return drawing.getBBox()?.width ?? 0;
}

describe("the width that the layout counts with", () => {
  test.each([
    ["179.66", 11, 600],
    ["csv:daily_us.csv.gz · 18 h old · thinkorswim", 11, 400],
    ["SIMULATED DATA · generated prices, not a market", 11, 600],
    ["Squeeze", 11, 600],
    ["−1.09 (−0.60%)", 13, 500],
    ["ABCDEFGHIJKLMNOPQRSTUVWX", 19, 600],
  ] as const)("%p is what the picture has, within a few per cent", (content, size, weight) => {
    const drawn = drawnWidth(content, size, weight);
    const counted = textWidth(content, size, weight);
    // Ink is narrower than the advance by the side bearings, and kerning moves letters together.
    expect(drawn).toBeLessThanOrEqual(counted);
    expect(drawn).toBeGreaterThan(counted * 0.94 - 2);
  });

  test("all numbers of as many digits are equally wide", () => {
    for (const weight of [400, 500, 600] as const) {
      expect(textWidth("111.11", 11, weight)).toBe(textWidth("908.47", 11, weight));
    }
  });

  test("characters outside the table count as wide ones", () => {
    expect(textWidth("漢", 10, 400)).toBe(textWidth("M", 10, 400));
  });
});

describe("fitting", () => {
  test("a text that fits stays as it is", () => {
    expect(fitText("AAPL", 19, 600, 200)).toBe("AAPL");
  });

  test("a longer one is cut and says so, never wider than its room", () => {
    for (const room of [20, 40, 60, 100]) {
      const fitted = fitText("ABCDEFGHIJKLMNOPQRSTUVWX", 19, 600, room);
      expect(fitted === "" || fitted.endsWith("…")).toBe(true);
      expect(textWidth(fitted, 19, 600)).toBeLessThanOrEqual(room);
    }
  });

  test("where not even one letter fits there is nothing", () => {
    expect(fitText("AAPL", 19, 600, 5)).toBe("");
  });
});
