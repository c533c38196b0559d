import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { chartOf, dailyBars, intradayBars, saturdayTsMs } from "../../../testing/chart-bars.ts";
import { flatPrices, randomWalk } from "../../../testing/prices.ts";
import { renderTerminalChart, type TerminalOptions } from "./terminal-chart.ts";

const walk = (bars: number, level = 100) => randomWalk({ seed: 5, bars, level, gapChance: 0.03 });
const simulated = { provider: "demo", feed: "seed 7", isSimulated: true };
const standard = { columns: 80, rows: 24, color: "none", unicode: true } as const;

const models = [
  ...[1, 2, 5, 30, 300].map((count) => chartOf(dailyBars(walk(count)))),
  chartOf(intradayBars(walk(400), "5m"), { source: simulated }),
  chartOf(dailyBars(flatPrices(150, 12.5, Number.NaN))),
  chartOf(dailyBars(walk(300, 700_000)), { asOfTsMs: saturdayTsMs + 1e10 }),
  chartOf(dailyBars(walk(300, 0.0001))),
  chartOf(dailyBars(walk(100)), { symbol: "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF" }),
  chartOf(dailyBars(walk(100)), {
    symbol: "\u001b[2J漢",
    source: { provider: "csv", feed: "\u001b]0;owned\u0007\n漢字.csv", isSimulated: true },
  }),
];

const linesOf = (text: string) => {
  expect(text.endsWith("\n")).toBe(true);
  return text.slice(0, -1).split("\n");
};
const sequence = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, "g");

describe("whatever the chart and the terminal", () => {
  const options = fc.record({
    columns: fc.integer({ min: 1, max: 220 }),
    rows: fc.integer({ min: 1, max: 70 }),
    color: fc.constantFrom("none", "16", "256", "truecolor"),
    unicode: fc.boolean(),
    theme: fc.constantFrom("dark", "light"),
  }) as fc.Arbitrary<TerminalOptions>;

  test("the picture fits, and holds no control but colours that end on their line", () => {
    fc.assert(
      fc.property(fc.constantFrom(...models), options, (model, given) => {
        const lines = linesOf(renderTerminalChart(model, given));
        expect(lines.length).toBeLessThanOrEqual(given.rows);
        for (const line of lines) {
          const bare = line.replaceAll(sequence, "");
          expect([...bare].length).toBeLessThanOrEqual(given.columns);
          expect(bare).not.toMatch(/\p{Cc}/u);
          if (!given.unicode) expect(bare).toMatch(/^[ -~]*$/);
          const codes = line.match(sequence) ?? [];
          if (given.color === "none") expect(codes).toEqual([]);
          else if (codes.length > 0) expect(codes.at(-1)).toBe("\u001b[0m");
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe("at 80 x 24", () => {
  const model = chartOf(dailyBars(walk(300)), { symbol: "AAPL" });
  const lines = linesOf(renderTerminalChart(model, standard));

  const squeezeRow = lines.findIndex((line) => line.includes("Squeeze"));
  const squeezeLine = lines[squeezeRow] as string;

  test("every line is used, and colours change nothing but colours", () => {
    expect(lines.length).toBe(24);
    const coloured = renderTerminalChart(model, { ...standard, color: "256" });
    // Hanging bars are drawn by swapping ink and ground, which needs colours.
    const isAlike = (i: number) => i <= squeezeRow || i > squeezeRow + 4;
    const bare = linesOf(coloured).map((line) => line.replaceAll(sequence, "").trimEnd());
    expect(bare.filter((_, i) => isAlike(i))).toEqual(lines.filter((_, i) => isAlike(i)));
  });

  test("the first line has who, how much and when", () => {
    expect(lines[0]).toMatch(
      /^AAPL {2}[\d.]+ {2}[+−][\d.]+ \([+−][\d.]+%\) +Fri 1 Mar 2024 {2}1d$/,
    );
  });

  test("the newest candle stands beside the axis with the last price in its row", () => {
    const last = model.last.close.toFixed(2);
    const row = lines.findIndex((line, i) => i > 1 && line.endsWith(last));
    expect(row).toBeGreaterThan(1);
    const axisColumn = squeezeLine.indexOf("Squeeze");
    expect((lines[row] as string).charAt(axisColumn - 2)).toMatch(/[╷╻╵│╽╹╿┃▄▀█]/);
  });

  test("the squeeze row has a mark for every bar that fits", () => {
    const [marks = ""] = squeezeLine.split(" Squeeze");
    expect(marks).toMatch(/^[◦●▲▼◆]{60,}$/);
  });

  test("the highest volume fills its rows", () => {
    expect(lines[squeezeRow - 2]).toContain("█");
  });
});

describe("what has to be said", () => {
  test("simulated prices are called so, at any size", () => {
    const model = chartOf(dailyBars(walk(100)), { source: simulated });
    expect(renderTerminalChart(model, standard)).toContain("SIMULATED DATA");
    expect(renderTerminalChart(model, { ...standard, rows: 4 })).toContain("SIMULATED");
  });

  test("the simulated strip is a bar across all columns where there are colours", () => {
    const model = chartOf(dailyBars(walk(100)), { source: simulated });
    const text = renderTerminalChart(model, { ...standard, color: "16" });
    const strip = linesOf(text)[1]?.replaceAll(sequence, "") ?? "";
    expect(strip.length).toBe(80);
  });

  test("too few bars are said, not drawn", () => {
    const text = renderTerminalChart(chartOf(dailyBars(walk(5))), { ...standard, rows: 40 });
    expect(text).toContain("EMA 21 needs 21 bars");
    expect(text).toContain("squeeze needs 20 bars, has 5");
    expect(text).toContain("momentum needs 39 bars, has 5");
    expect(text).toContain("MACD needs 34 bars, has 5");
  });

  test("stale data is called stale", () => {
    const model = chartOf(dailyBars(walk(100)), { asOfTsMs: saturdayTsMs + 9e9 });
    expect(linesOf(renderTerminalChart(model, standard))[0]).toContain("stale");
  });

  test("MACD has a panel from 32 lines on", () => {
    const model = chartOf(dailyBars(walk(100)));
    expect(renderTerminalChart(model, standard)).not.toContain("MACD");
    expect(renderTerminalChart(model, { ...standard, rows: 32 })).toContain("MACD");
  });

  test("a small terminal gets the closes and the squeeze in one line each", () => {
    const model = chartOf(dailyBars(walk(100)));
    const lines = linesOf(renderTerminalChart(model, { ...standard, columns: 30, rows: 9 }));
    expect(lines.length).toBe(3);
    expect(lines[1]).toMatch(/^[▁▂▃▄▅▆▇█]{30}$/);
    expect(lines[2]).toMatch(/^[◦●▲▼◆]{30}$/);
  });
});

test("rising and falling candles differ in shape where there are no colours", () => {
  const prices = randomWalk({ seed: 2, bars: 60, moveRatio: 0.03 });
  const rising = { ...prices, open: prices.low, close: prices.high };
  const falling = { ...prices, open: prices.high, close: prices.low };
  const candles = (from: typeof prices, unicode: boolean) =>
    linesOf(renderTerminalChart(chartOf(dailyBars(from)), { ...standard, unicode }))
      .slice(2, 14)
      .map((line) => line.slice(0, 70))
      .join("");
  expect(candles(rising, true)).toMatch(/[┃╹╻]/);
  expect(candles(rising, true)).not.toMatch(/[█▀▄]/);
  expect(candles(falling, true)).toMatch(/[█▀▄]/);
  expect(candles(falling, true)).not.toMatch(/[┃╹╻]/);
  expect(candles(rising, false)).not.toContain("#");
  expect(candles(falling, false)).not.toContain("o");
});
