import { expect, test } from "bun:test";
import fc from "fast-check";
import { intervals } from "../../../domain/interval.ts";
import { scanners } from "../../../scanners/registry.ts";
import { filterNames } from "../../../services/scan/select-rows.ts";
import { parseView, type View, viewUrl } from "./view.ts";

const symbol = fc.constantFrom("AAPL", "BRK.B", "^SPX", "ES=F", "A/B");
const views: fc.Arbitrary<View> = fc.constantFrom(...scanners).chain((scanner) =>
  fc.record({
    scanner: fc.constant(scanner),
    interval: fc.constantFrom(...intervals),
    filter: fc.constantFrom(...filterNames(scanner)),
    query: fc.oneof(fc.constant(""), symbol),
    sort: fc.option(fc.record({ column: fc.constant("price_change"), isDescending: fc.boolean() })),
    showsAllRows: fc.boolean(),
    symbol: fc.option(symbol),
  }),
);

test("the address of a view leads back to it", () => {
  fc.assert(
    fc.property(views, (view) => {
      const { searchParams } = new URL(viewUrl(view), "http://localhost");
      expect(parseView(searchParams)).toEqual({ view, notices: [], isWithoutRows: false });
    }),
  );
});

test("what the first visit shows has the shortest address", () => {
  const { view } = parseView(new URLSearchParams());
  expect(viewUrl(view)).toBe("/");
  expect(view).toMatchObject({ filter: "signals", interval: "1d", sort: null, symbol: null });
});

test("a sort that is no column name is no sort", () => {
  for (const sort of ["", "-", "--price", "price;drop", "Price", "__proto__", "x".repeat(60)]) {
    expect(parseView(new URLSearchParams({ sort })).view.sort).toBeNull();
  }
});
