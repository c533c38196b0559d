import { expect, test } from "bun:test";
import { listingOf } from "./listing.ts";

const asset = (symbol: string, name: string, exchange = "NYSE") => ({
  ...{ symbol, name, exchange, status: "active", attributes: null },
});
const kind = (...args: Parameters<typeof asset>) => listingOf(asset(...args))?.kind;

test("what it is follows from the name and the suffix", () => {
  expect(kind("AAPL", "Apple Inc. Common Stock", "NASDAQ")).toBe("common");
  expect(kind("ET", "Energy Transfer LP Common Units")).toBe("common");
  expect(kind("SPY", "SPDR S&P 500 ETF Trust", "ARCA")).toBe("etf");
  expect(kind("VFH", "Vanguard Financials Fund", "ARCA")).toBe("etf");
  expect(kind("ABR.PRD", "Arbor Realty Trust 6.375% Series D")).toBe("preferred");
  expect(kind("IRRX.WS", "Integrated Rail and Resources")).toBe("warrant");
  expect(kind("ACTUW", "Somebody Acquisition Corp. Warrant", "NASDAQ")).toBe("warrant");
  expect(kind("ACT.U", "Somebody Acquisition Corp.")).toBe("unit");
  expect(kind("ACTR", "Somebody Acquisition Corp. Rights", "NASDAQ")).toBe("right");
  expect(kind("TBB", "AT&T Inc. 5.350% Global Notes due 2066")).toBe("note");
  expect(kind("X", "")).toBe("other");
});

test("exchanges have the names that they have everywhere inside", () => {
  expect(listingOf(asset("A", "A", "AMEX"))?.exchange).toBe("NYSE American");
  expect(listingOf(asset("A", "A", "BATS"))).toMatchObject({ exchange: "Cboe BZX", isEtf: true });
  expect(listingOf(asset("A", "A", "OTC"))).toBeNull();
  expect(listingOf({ ...asset("A", "A"), status: "inactive" })).toBeNull();
  expect(listingOf(asset("BTC/USD", "Bitcoin"))).toBeNull();
});

test("options are told, or not said", () => {
  const told = (attributes: string[] | null) =>
    listingOf({ ...asset("A", "A"), attributes })?.hasOptions;
  expect(told(["fractional_eh_enabled", "has_options"])).toBe(true);
  expect(told(["fractional_eh_enabled"])).toBe(false);
  expect(told(null)).toBeNull();
});
