import { expect, test } from "bun:test";
import fc from "fast-check";
import { kernelContract } from "../../testing/contracts/kernel.contract.ts";
import type { Reach } from "../../testing/contracts/kernel-case.ts";
import { firstDifference, worstError } from "../../testing/errors.ts";
import { exact, ratio } from "../../testing/exact.ts";
import {
  barsPerSession,
  flatPrices,
  type PriceColumns,
  priceBar,
  randomWalk,
  slicePrices,
  walks,
} from "../../testing/prices.ts";
import { sessionVwap, sessionVwapStateLength, sessionVwapStep } from "./session-vwap.ts";

const restOfSession: Reach = (distance, hole) =>
  distance < barsPerSession - (hole % barsPerSession);

kernelContract({
  name: "session vwap",
  columns: ["high", "low", "close", "volume", "session"],
  outputs: [
    {
      name: "vwap",
      warmupBars: 0,
      gaps: {
        high: restOfSession,
        low: restOfSession,
        close: restOfSession,
        volume: restOfSession,
      },
      flat: (price) => price,
      priceDegree: 1,
      volumeDegree: 0,
      shift: "moves nearly",
    },
  ],
  settledBars: barsPerSession - 1,
  stateLength: sessionVwapStateLength,
  batch: (prices, [vwap]) => sessionVwap(prices, vwap),
  step: (state, at, bar) => [sessionVwapStep(state, at, bar)],
});

function vwapOf(prices: PriceColumns): Float64Array {
  const vwap = new Float64Array(prices.close.length);
  sessionVwap(prices, vwap);
  return vwap;
}

/** Turnover over shares of the session so far, in whole numbers. */
function exactVwap(prices: PriceColumns): Float64Array {
  let session = Number.NaN;
  let turnover = 0n;
  let shares = 0n;
  return prices.close.map((close, i) => {
    if (Number.isNaN(prices.session[i])) return Number.NaN;
    if (prices.session[i] !== session) [session, turnover, shares] = [prices.session[i], 0n, 0n];
    const price = exact(prices.high[i]) + exact(prices.low[i]) + exact(close);
    turnover += price * exact(prices.volume[i]);
    shares += exact(prices.volume[i]);
    return shares === 0n ? Number.NaN : ratio(turnover, (3n * shares) << 200n);
  });
}

test("session vwap is the exact one but for the last bits", () => {
  fc.assert(
    fc.property(walks({ bars: 120 }), (walk) => {
      const prices = randomWalk({ ...walk, spikeChance: 0 });
      expect(worstError(vwapOf(prices), exactVwap(prices))).toBeLessThan(1e-14);
    }),
    { numRuns: 60 },
  );
});

test("a session of 960 bars loses no digits", () => {
  const prices = randomWalk({ seed: 3, bars: 960, level: 700_000, idleChance: 0.2 });
  prices.session.fill(20231117);
  expect(worstError(vwapOf(prices), exactVwap(prices))).toBeLessThan(1e-14);
});

test("there is no vwap before the first share of a session trades", () => {
  const prices = flatPrices(2 * barsPerSession, 12.34, 100);
  prices.volume.fill(0, barsPerSession, barsPerSession + 3);
  const vwap = vwapOf(prices);
  expect(vwap.every((value, i) => Number.isNaN(value) === (i >= 13 && i < 16))).toBe(true);
  expect(vwap[16]).toBe(12.34);
});

test("bars outside sessions have no vwap and do not count", () => {
  const whole = randomWalk({ seed: 4, bars: 30 });
  whole.session.fill(Number.NaN, 0, 5).fill(1, 5, 20).fill(Number.NaN, 20);
  const vwap = vwapOf(whole);
  const inside = vwapOf(slicePrices(whole, 5, 20));
  expect(firstDifference(vwap.subarray(5, 20), inside)).toBeNull();
  expect(vwap.subarray(0, 5).every(Number.isNaN)).toBe(true);
  expect(vwap.subarray(20).every(Number.isNaN)).toBe(true);

  const state = new Float64Array(sessionVwapStateLength);
  const streamed = vwap.map((_, i) => sessionVwapStep(state, 0, priceBar(whole, i)));
  expect(firstDifference(streamed, vwap)).toBeNull();
});

test("session 0 starts like any other", () => {
  const prices = flatPrices(3, 5, 10);
  prices.session.set([0, 0, -1]);
  prices.close.set([5, 8, 5]);
  const vwap = vwapOf(prices);
  expect([...vwap]).toEqual([5, 5.5, 5]);
});
