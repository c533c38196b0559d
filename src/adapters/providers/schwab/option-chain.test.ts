import { expect, test } from "bun:test";
import fc from "fast-check";
import { chainBody, contractBody } from "../../../../testing/schwab/schwab-bodies.ts";
import { Failure } from "../../../base/failure.ts";
import { fromYearMonthDay, type LocalDate } from "../../../domain/local-date.ts";
import type { OptionQuote } from "../../../domain/option-contract.ts";
import { planWindows, splitWindow } from "./chain-windows.ts";
import { marketsSchema, readDay } from "./market-hours.ts";
import { chainSchema, expirationsSchema, readChain, readExpirations } from "./option-chain.ts";
import { priceHistorySchema, readBars } from "./price-history.ts";
import { quotesSchema, readQuoteEntry } from "./quotes.ts";
import { readValue } from "./wire.ts";

const symbol = "AAPL  260619C00200000";

function readOne(part: object, calls = symbol): OptionQuote | undefined {
  const body = chainBody("AAPL", {
    calls: { "2026-06-19:10": { "200.0": [contractBody(calls, part)] } },
  });
  return readChain(readValue(chainSchema, body, "a test")).contracts[0];
}

test("a contract comes in our units", () => {
  expect(readOne({})).toEqual({
    ...{ occ: "AAPL260619C00200000", root: "AAPL", right: "call", strike: 200 },
    expiry: fromYearMonthDay(2026, 6, 19),
    ...{ bid: 1.2, ask: 1.3, last: 1.25, mark: 1.25, volume: 40, openInterest: 500 },
    ...{ openInterestDate: null, ivRatio: 0.255, delta: 0.4, gamma: 0.02, theta: -0.05 },
    ...{ vega: 0.11, rho: 0.03, greeksFrom: "provider", multiplier: 100, isStandard: true },
    ...{ quoteTsMs: 1_748_268_000_000, tradeTsMs: 1_748_267_000_000 },
  });
});

test.each([-999, "NaN", "-999.0", 0, null, 2_151.944])(
  "a volatility of %p is none, and its greeks are none either",
  (volatility) => {
    expect(readOne({ volatility })).toMatchObject({
      ...{ ivRatio: null, delta: null, gamma: null, vega: null, greeksFrom: null },
    });
  },
);

test("greeks that are none leave the volatility", () => {
  for (const part of [{ delta: "NaN" }, { delta: -999 }, { gamma: -999 }, { delta: 7 }]) {
    expect(readOne(part)).toMatchObject({ ivRatio: 0.255, delta: null, greeksFrom: null });
  }
});

test("a bid of 0 under an ask is told; two zeros are no quote", () => {
  expect(readOne({ bid: 0 })).toMatchObject({ bid: 0, ask: 1.3 });
  expect(readOne({ bid: 0, ask: 0, mark: 0.4 })).toMatchObject({
    bid: null,
    ask: null,
    mark: null,
  });
  expect(readOne({ last: 0, openInterest: -999, totalVolume: "NaN" })).toMatchObject({
    ...{ last: null, openInterest: null, volume: null },
  });
  expect(readOne({ openInterest: 0 })?.openInterest).toBe(0);
});

test("adjusted and mini contracts are not standard", () => {
  const parts = [{ nonStandard: true }, { mini: true }, { multiplier: 10 }];
  expect(parts.map((part) => readOne(part)?.isStandard)).toEqual([false, false, false]);
});

test("contracts that contradict their place are left out, and the chain says so", () => {
  const put = "AAPL  260619P00200000";
  const rows = [contractBody(symbol), contractBody(put), { symbol: 5 }, null, contractBody("X")];
  const body = chainBody("AAPL", { calls: { "2026-06-19:10": { "200.0": rows } } });
  const chain = readChain(readValue(chainSchema, body, "a test"));
  expect(chain.contracts.map(({ occ }) => occ)).toEqual(["AAPL260619C00200000"]);
  expect(chain.isTruncated).toBe(true);
});

test("a chain without rates and maps is empty, not an error", () => {
  const part = { interestRate: -999, dividendYield: "NaN", underlyingPrice: -999 };
  const body = { ...chainBody("AAPL", { part }), callExpDateMap: null, putExpDateMap: undefined };
  expect(readChain(readValue(chainSchema, body, "a test"))).toMatchObject({
    ...{ interestRatio: null, dividendRatio: null, underlyingPrice: null, contracts: [] },
  });
});

test("expiries come once each, from today on", () => {
  const dates = ["2026-06-26", "2026-06-18", "2026-06-19", "2026-06-19", "soon"];
  const expirationList = dates.map((expirationDate) => ({ expirationDate }));
  const today = fromYearMonthDay(2026, 6, 19);
  expect(readExpirations({ expirationList }, today)).toEqual([today, (today + 7) as LocalDate]);
});

test("windows hold every expiry once, close together, four at most; halves as well", () => {
  const expiries = fc.array(
    fc.integer({ min: 20_000, max: 20_800 }).map((day) => day as LocalDate),
  );
  fc.assert(
    fc.property(expiries, (dates) => {
      const queue = planWindows(dates);
      for (const window of queue) {
        expect(window.expiries.length).toBeLessThanOrEqual(4);
        const spread = (window.expiries.at(-1) as number) - (window.expiries[0] as number);
        expect(spread).toBeLessThanOrEqual(30);
      }
      const whole = [...new Set(dates)].sort((one, other) => one - other);
      expect(queue.flatMap((window) => window.expiries)).toEqual(whole);
      const halves = queue.flatMap((window) => splitWindow(window) ?? []);
      const calls = halves.filter(({ side }) => side !== "PUT");
      expect(calls.flatMap((window) => window.expiries)).toEqual(whole);
    }),
  );
  const single = { expiries: [20_000 as LocalDate], side: "PUT" as const };
  expect(splitWindow(single)).toBeNull();
});

test("whatever comes instead of an answer is a bad payload or is read, and nothing else", () => {
  const range = { interval: "1m", fromTsMs: 0, untilTsMs: 1e15, session: "all" } as const;
  const today = fromYearMonthDay(2026, 6, 19);
  const readers: ((value: unknown) => unknown)[] = [
    (value) => readChain(readValue(chainSchema, value, "x")),
    (value) => readBars(readValue(priceHistorySchema, value, "x"), range, 1e15),
    (value) => readExpirations(readValue(expirationsSchema, value, "x"), today),
    (value) => readDay(readValue(marketsSchema, value, "x"), today),
    (value) => Object.values(readValue(quotesSchema, value, "x")).map(readQuoteEntry),
  ];
  const names = ["candles", "empty", "symbol", "callExpDateMap", "equity", "EQ", "expirationList"];
  const name = fc.constantFrom(...names, "quote", "open", "datetime", "date", "isOpen");
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, -999, "NaN", 0, 1, true, "", "2026-06-19", [], {}),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(name, tie("value"), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(value, fc.constantFrom(...readers), (content, reader) => {
      try {
        reader(content);
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
        expect((error as Failure).code).toBe("provider.bad-payload");
      }
    }),
    { numRuns: 1_000 },
  );
});
