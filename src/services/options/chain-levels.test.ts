import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { madeQuote } from "../../../testing/made-options.ts";
import { addDays, fromYearMonthDay } from "../../domain/local-date.ts";
import { newYorkTsMs } from "../../domain/new-york.ts";
import type { OptionQuote } from "../../domain/option-contract.ts";
import { chainLevels } from "./chain-levels.ts";
import { completeChain } from "./complete-chain.ts";
import { premiumUsd, signedGexUsd, strikeRows } from "./strike-rows.ts";

const tuesday = fromYearMonthDay(2026, 6, 9);
const expiries = [addDays(tuesday, 3), addDays(tuesday, 10)] as const;
const tsMs = newYorkTsMs(tuesday, 720);
const provenance = {
  provider: "made",
  feed: "opra",
  isSimulated: true,
  delayMs: 0,
  asOfTsMs: tsMs,
};

function look(contracts: readonly OptionQuote[], spot: number | null = 100) {
  const facts = { spot, tsMs, interestRatio: 0.04, dividendRatio: 0 };
  const completed = completeChain(contracts, facts);
  const rows = strikeRows(completed, { spot, trades: new Map(), before: [] });
  const named = { underlying: "ABC", provenance, computedTsMs: tsMs };
  return { completed, rows, levels: chainLevels(completed, rows, { ...facts, ...named }) };
}

/** A contract whose gamma is the model's. */
function contract(
  right: "call" | "put",
  strike: number,
  openInterest: number | null,
  at: 0 | 1 = 0,
) {
  return madeQuote(
    { expiry: expiries[at], right, strike },
    { openInterest, ivRatio: 0.3, delta: null, gamma: null },
  );
}

describe("sums of a chain", () => {
  const maybe = (max: number) => fc.option(fc.integer({ min: 0, max }), { nil: null });
  const quotes = fc
    .uniqueArray(
      fc.record({
        at: fc.constantFrom(0 as const, 1 as const),
        right: fc.constantFrom("call" as const, "put" as const),
        strike: fc.integer({ min: 90, max: 110 }),
        volume: maybe(5_000),
        openInterest: maybe(9_000),
        gamma: fc.option(fc.double({ min: 0, max: 0.2, noNaN: true }), { nil: null }),
      }),
      { selector: ({ at, right, strike }) => `${at}${right}${strike}`, maxLength: 40 },
    )
    .map((rows) =>
      rows.map(({ at, right, strike, ...change }) =>
        madeQuote({ expiry: expiries[at], right, strike }, { ...change, ivRatio: 0.3 }),
      ),
    );

  test("equal the sums of its contracts, and are unknown where no contract tells", () => {
    fc.assert(
      fc.property(quotes, (chain) => {
        const { completed, rows, levels } = look(chain);
        const total = (values: readonly (number | null)[]) => {
          const known = values.filter((value) => value !== null);
          return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0);
        };
        const close = (a: number | null, b: number | null) => {
          expect(a === null).toBe(b === null);
          expect(Math.abs((a ?? 0) - (b ?? 0))).toBeLessThan(1e-6 * (1 + Math.abs(b ?? 0)) + 1);
        };
        const calls = completed.filter(({ right }) => right === "call");
        const puts = completed.filter(({ right }) => right === "put");
        close(total(rows.map((row) => row.callVolume)), total(calls.map((one) => one.volume)));
        const interest = total(puts.map((one) => one.openInterest));
        close(total(rows.map((row) => row.putOpenInterest)), interest);
        close(levels.gexUsd, total(completed.map((one) => signedGexUsd(one, 100))));
        const premiums = [total(calls.map(premiumUsd)), total(puts.map(premiumUsd))] as const;
        const tilt = premiums.every((one) => one === null)
          ? null
          : (premiums[0] ?? 0) - (premiums[1] ?? 0);
        close(levels.callMinusPutPremiumUsd, tilt);
        expect(levels.contractCount).toBe(completed.length);
      }),
    );
  });

  test("ratios are puts for each call, max pain that of the nearest expiry", () => {
    const chain = [
      { ...contract("call", 100, 300), volume: 50 },
      { ...contract("put", 90, 600), volume: 100 },
      { ...contract("call", 95, 100_000, 1), volume: 0 },
    ];
    const { levels } = look(chain);
    expect(levels.putCallVolumeRatio).toBe(2);
    expect(levels.putCallOpenInterestRatio).toBeCloseTo(600 / 100_300, 12);
    expect(levels.maxPain).toBe(90);
    expect(levels.expiries).toEqual([...expiries]);
  });

  test("an empty chain and one without a spot say nothing that they do not know", () => {
    for (const { levels } of [look([]), look([contract("call", 100, 100)], null)]) {
      expect(levels).toMatchObject({ gexUsd: null, zeroGamma: null, callWall: null });
      expect(levels.callWallByOpenInterest).toBeNull();
    }
  });
});

describe("levels", () => {
  /** Strikes that are there and that nobody holds: a level moves when it passes one of them. */
  const listed = Array.from({ length: 20 }, (_, i) => contract("put", 82.5 + 2.5 * i, 0));
  /** Puts below, calls above: exposure turns from minus to plus between them. */
  const usual = [
    ...[80, 85, 90].map((strike) => contract("put", strike, 3_000)),
    ...[90, 95, 100, 105].map((strike) => contract("put", strike, 4_000, 1)),
    ...[95, 100, 110, 115].map((strike) => contract("call", strike, 3_000, 1)),
    ...[105, 110, 120].map((strike) => contract("call", strike, 4_000)),
  ];

  test("zero gamma lies where the exposure, priced anew, changes its sign", () => {
    const { levels } = look(usual);
    const price = levels.zeroGamma?.price as number;
    expect(price).toBeGreaterThan(90);
    expect(price).toBeLessThan(110);
    // Priced at that spot the chain has no exposure, seen against one side of it.
    const there = look(usual, price);
    const oneSide = there.rows.reduce((sum, row) => sum + (row.callGexUsd ?? 0), 0);
    expect(Math.abs((there.levels.gexUsd as number) / oneSide)).toBeLessThan(0.01);
  });

  test("there is no zero gamma where only calls are open", () => {
    const { levels } = look([contract("call", 100, 500), contract("call", 110, 700)]);
    expect(levels.zeroGamma).toBeNull();
    expect(levels.putWall).toBeNull();
    expect(levels.gexUsd).toBeGreaterThan(0);
  });

  test("walls are the strikes of most exposure and of most open interest", () => {
    const { levels } = look([
      contract("call", 100, 1_000),
      contract("call", 115, 9_000),
      contract("put", 98, 1_000),
      contract("put", 80, 9_000),
    ]);
    expect([levels.callWall?.price, levels.callWallByOpenInterest?.price]).toEqual([100, 115]);
    expect([levels.putWall?.price, levels.putWallByOpenInterest?.price]).toEqual([98, 80]);
  });

  test("a wall that hangs on one contract is not robust, one of several expiries is", () => {
    const others = [...listed, contract("call", 90, 900), contract("call", 100, 1_000)];
    const onOne = look([...others, contract("call", 120, 5_000)]).levels;
    expect(onOne.callWallByOpenInterest).toEqual({ price: 120, isRobust: false });
    const onTwo = look([
      ...others,
      contract("call", 120, 5_000),
      contract("call", 120, 5_000, 1),
    ]).levels;
    expect(onTwo.callWallByOpenInterest).toEqual({ price: 120, isRobust: true });
  });

  test("a wall that the next strike would take over is robust", () => {
    const { levels } = look([contract("call", 100, 5_000), contract("call", 101, 4_900)]);
    expect(levels.callWall?.isRobust).toBe(true);
  });

  test("a wall that a tenth of volatility moves far away is not robust", () => {
    // Far strikes win as soon as volatility rises a little.
    const near = contract("call", 100, 1_000);
    const ratio = (ivRatio: number) => {
      const [a, b] = [100, 112].map((strike) => {
        const quote = { ...contract("call", strike, 1_000), ivRatio };
        return signedGexUsd(look([quote]).completed[0] as never, 100) as number;
      });
      return (a as number) / (b as number);
    };
    const balanced = Math.floor(1_000 * ratio(0.3) * 0.98);
    const far = { ...contract("call", 112, balanced) };
    const twins = [near, far].flatMap((one) => [one, { ...one, root: "ABD", occ: `D${one.occ}` }]);
    const { levels } = look([...listed, ...twins]);
    expect(levels.callWall).toEqual({ price: 100, isRobust: false });
  });
});
