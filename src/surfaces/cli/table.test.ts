import { describe, expect, test } from "bun:test";
import { memoryOutput } from "../../../testing/memory-output.ts";
import { printTable } from "./table.ts";

const columns = [
  { heading: "Symbol", align: "left", rank: 9 },
  { heading: "Price", align: "right", rank: 8 },
  { heading: "Volume", unit: "shares", align: "right", rank: 5 },
  { heading: "Why", align: "left", rank: 5 },
] as const;
const rows = [
  ["AAPL", "1.50", "12.3M", "because"],
  ["BRK.B", "123.45", "9", "x"],
];

describe("a table", () => {
  test("aligns numbers at the right and tells units below the headings", () => {
    expect(printTable(memoryOutput(), columns, rows)).toEqual({
      leftOut: [],
      lines: [
        "Symbol   Price  Volume  Why",
        "                shares",
        "AAPL      1.50   12.3M  because",
        "BRK.B   123.45       9  x",
      ],
    });
  });

  test("leaves out the least important columns where the screen is narrow", () => {
    const output = memoryOutput({ columns: 24 });
    const table = printTable(output, columns, rows);
    expect(table.leftOut).toEqual(["Why"]);
    expect(Math.max(...table.lines.map((line) => line.length))).toBeLessThanOrEqual(24);
    expect(printTable(memoryOutput({ columns: 20 }), columns, rows).leftOut).toEqual([
      "Volume",
      "Why",
    ]);
  });

  test("keeps what matters most even where that does not fit", () => {
    const table = printTable(memoryOutput({ columns: 3 }), columns, rows);
    expect(table.lines).toEqual(["Symbol", "AAPL", "BRK.B"]);
  });

  test("is laid out the same with colours", () => {
    const output = memoryOutput({ hasColor: true });
    const { paint } = output;
    const painted = rows.map(([symbol = "", ...rest]) => [paint.green(symbol), ...rest]);
    const [, , first] = printTable(output, columns, painted).lines;
    expect(first?.replace(paint.green("AAPL"), "AAPL")).toBe("AAPL      1.50   12.3M  because");
  });
});
