import { expect, test } from "bun:test";
import fc from "fast-check";
import { fromYearMonthDay, type LocalDate } from "./local-date.ts";
import { formatOcc, parseOcc } from "./option-contract.ts";

test("an OCC symbol reads as its root, expiry, right and strike", () => {
  const read = parseOcc("AAPL  250117P00152500");
  expect(read).toEqual({
    ok: true,
    value: {
      occ: "AAPL250117P00152500",
      root: "AAPL",
      expiry: fromYearMonthDay(2025, 1, 17),
      right: "put",
      strike: 152.5,
    },
  });
});

test("every contract reads back from its symbol", () => {
  const contract = fc.record({
    root: fc.stringMatching(/^[A-Z]{1,5}\d?$/),
    expiry: fc.integer({ min: 10_957, max: 47_481 }).map((days) => days as LocalDate),
    right: fc.constantFrom("call" as const, "put" as const),
    strike: fc.integer({ min: 1, max: 99_999_999 }).map((value) => value / 1_000),
  });
  fc.assert(
    fc.property(contract, (made) => {
      const occ = formatOcc(made);
      expect(parseOcc(occ)).toEqual({ ok: true, value: { occ, ...made } });
    }),
  );
});

test("what is no OCC symbol is refused by its name", () => {
  for (const text of [
    "",
    "AAPL",
    "AAPL250230C00150000",
    "aapl250117C00150000",
    "AAPL250117X00150000",
  ]) {
    const read = parseOcc(text);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.error).toContain(JSON.stringify(text));
  }
});
