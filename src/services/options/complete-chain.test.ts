import { describe, expect, test } from "bun:test";
import { madeQuote } from "../../../testing/made-options.ts";
import { addDays, fromYearMonthDay } from "../../domain/local-date.ts";
import { newYorkTsMs } from "../../domain/new-york.ts";
import type { OptionQuote } from "../../domain/option-contract.ts";
import { optionGreeks } from "../../kernels/options/option-greeks.ts";
import { completeChain, type PricedContract } from "./complete-chain.ts";

const tuesday = fromYearMonthDay(2026, 6, 9);
const friday = addDays(tuesday, 3);
const noon = newYorkTsMs(tuesday, 720);
const facts = { spot: 100, tsMs: noon, interestRatio: 0.04, dividendRatio: 0.01 };
const put = { expiry: friday, right: "put", strike: 101 } as const;
const untold = { ivRatio: null, delta: null, gamma: null, theta: null, vega: null, rho: null };
const silent = { ...untold, greeksFrom: null } as const;

const one = (change: Partial<OptionQuote>, of = facts) =>
  completeChain([madeQuote(put, change)], of)[0] as PricedContract;

describe("a contract without greeks", () => {
  test("gets volatility from the middle of its quote and greeks from the model", () => {
    const completed = one({ ...silent, bid: 2.4, ask: 2.6 });
    const inputs = {
      ...{ isCall: false, spot: 100, strike: 101, years: completed.years },
      ...{ interestRatio: 0.04, carryRatio: 0.03, ivRatio: completed.ivRatio as number },
    };
    const { price, delta, gamma, theta, vega, rho } = optionGreeks("american", inputs);
    expect(price).toBeCloseTo(2.5, 8);
    expect(completed.greeksFrom).toBe("model");
    expect(completed).toMatchObject({ delta, gamma, theta, vega, rho, fairPrice: 2.5 });
    // Three days and four hours to the bell of Friday.
    expect(completed.years * 365.25).toBeCloseTo(3 + 4 / 24, 9);
  });

  test("keeps the vendor's volatility, unless it is what vendors say for none", () => {
    expect(one({ ...silent, ivRatio: 0.33 }).ivRatio).toBe(0.33);
    const absurd = one({ ...silent, ivRatio: 21.5, bid: 2.4, ask: 2.6 });
    expect(absurd.ivRatio).toBeLessThan(1);
    expect(absurd.ivRatio).toBe(one({ ...silent, bid: 2.4, ask: 2.6 }).ivRatio);
  });

  test("stays without where nothing can be computed from", () => {
    const noQuote = { bid: 0, ask: 0, mark: null };
    for (const completed of [
      one({ ...silent, ...noQuote }),
      one({ ...silent, bid: 0.9, ask: 0.95 }),
      completeChain([madeQuote(put, silent)], { ...facts, spot: null })[0] as PricedContract,
    ]) {
      expect([completed.ivRatio, completed.gamma, completed.greeksFrom]).toEqual([
        null,
        null,
        null,
      ]);
    }
  });

  test("of an index is priced as a European one, and expires with its settlement", () => {
    const index = { expiry: friday, right: "put", strike: 110 } as const;
    const quotes = ["SPX", "SPXW", "ABC"].map((root) =>
      madeQuote({ ...index, root }, { ...untold, ivRatio: 0.2 }),
    );
    const [morning, weekly, share] = completeChain(quotes, facts) as PricedContract[];
    expect(share?.delta).toBe(-1);
    expect(weekly?.delta).toBeGreaterThan(-1);
    // From 09:30 to 16:00.
    const hours = ((weekly?.years ?? 0) - (morning?.years ?? 0)) * 365.25 * 24;
    expect(hours).toBeCloseTo(6.5, 9);
  });
});

test("what the vendor gives stays, and only the volatility is filled in", () => {
  const completed = one({ ivRatio: null, delta: -0.55, gamma: 0.07, bid: 2.4, ask: 2.6 });
  expect(completed).toMatchObject({ delta: -0.55, gamma: 0.07, greeksFrom: "provider" });
  expect(completed.ivRatio).toBeGreaterThan(0);
});

test("adjusted contracts and those that have expired are left out", () => {
  const quotes = [
    madeQuote(put),
    madeQuote({ ...put, root: "ABC1" }, { isStandard: false }),
    madeQuote({ ...put, expiry: addDays(tuesday, -1) }),
  ];
  expect(completeChain(quotes, facts).map(({ root }) => root)).toEqual(["ABC"]);
  const afterBell = { ...facts, tsMs: newYorkTsMs(friday, 960) };
  expect(completeChain([madeQuote(put)], afterBell)).toEqual([]);
});
