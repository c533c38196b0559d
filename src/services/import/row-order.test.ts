import { expect, test } from "bun:test";
import { RowOrder } from "./row-order.ts";

function observe(rows: readonly [symbolIndex: number, tsMs: number][]): RowOrder {
  const order = new RowOrder();
  for (const [line, [symbolIndex, tsMs]] of rows.entries()) order.observe(symbolIndex, tsMs, line);
  return order;
}

test("rising times of each symbol are in order, however symbols alternate", () => {
  const order = observe([
    [0, 1],
    [900, 1],
    [0, 2],
    [900, 2],
    [0, 2],
  ]);
  expect([order.outOfOrderCount, order.isNewestFirst]).toEqual([0, false]);
});

test("a step back is out of order, and its line is known", () => {
  const order = observe([
    [0, 1],
    [0, 3],
    [0, 2],
    [0, 4],
  ]);
  expect(order.outOfOrderCount).toBe(1);
  expect(order.outOfOrderLines).toEqual([2]);
});

test("a file with its newest rows first is in order, and a step forward in it is not", () => {
  const order = observe([
    [0, 9],
    [0, 8],
    [0, 7],
    [0, 8],
    [0, 6],
  ]);
  expect([order.outOfOrderCount, order.isNewestFirst]).toEqual([1, true]);
  expect(order.outOfOrderLines).toEqual([3]);
});
