import { expect, test } from "bun:test";
import { makeMarket } from "../market/made-market.ts";
import { cellAt, cellCount, compareCells } from "./cells.ts";
import { ourCells } from "./our-verdicts.ts";

const market = makeMarket({ seed: 3, symbols: 40, barsPerSymbol: 250 });
const prices = market.series.map(({ close }) => close.at(-1) as number);
const cells = ourCells(market);

test("the same answers do not differ", () => {
  expect(compareCells(cells, cells.slice(), prices)).toEqual({
    symbolsWithOtherFlags: 0,
    worstError: 0,
  });
});

test("one flag that differs is found, and counted by symbol", () => {
  const other = cells.slice();
  for (const name of ["dots", "cross"] as const) other[5 * cellCount + cellAt(name)]! += 1;
  expect(compareCells(cells, other, prices).symbolsWithOtherFlags).toBe(1);
});

test("a number that is off by a millionth, or missing, is found", () => {
  const at = 7 * cellCount + cellAt("bandUpper");
  const off = compareCells(cells, cells.with(at, (cells[at] as number) * 1.000001), prices);
  expect(off.worstError).toBeCloseTo(1e-6, 8);
  const missing = compareCells(cells, cells.with(at, Number.NaN), prices);
  expect(missing.worstError).toBe(Number.POSITIVE_INFINITY);
});

test("the made market has every kind of answer in it", () => {
  const large = makeMarket({ seed: 1, symbols: 600, barsPerSymbol: 250 });
  const answers = ourCells(large);
  const share = (name: Parameters<typeof cellAt>[0], test: (value: number) => boolean) =>
    large.symbols.filter((_, s) => test(answers[s * cellCount + cellAt(name)] as number)).length /
    large.symbols.length;
  // Of real US stocks 22 % are in a squeeze and 12 % fired lately.
  expect(share("duration", (bars) => bars > 0)).toBeWithin(0.15, 0.35);
  expect(share("fireBack", (bars) => bars >= 0)).toBeWithin(0.08, 0.3);
  for (const side of [1, -1]) {
    expect(share("cross", (value) => value === side)).toBeGreaterThan(0.01);
    expect(share("breakout", (value) => value === side)).toBeGreaterThan(0.01);
  }
});
