import { expect, test } from "bun:test";
import { flatPrices } from "../../testing/prices.ts";
import { dailyBars, runOf, scanBars } from "../../testing/scanner-input.ts";
import { rsiExtreme } from "./rsi-extreme.ts";

/** A market that goes up and down by turns, and at last only one way. */
function drifting(step: number, bars: number) {
  const prices = flatPrices(150, 100, 1_000);
  for (let i = 1; i < 150; i++) {
    const isDrifting = i >= 150 - bars;
    prices.close[i] = (prices.close[i - 1] as number) + (isDrifting ? step : i % 2 ? 1 : -1);
  }
  return dailyBars(prices);
}

test("rsi-extreme calls a long fall oversold since the bar where it became so", () => {
  const result = scanBars(runOf(rsiExtreme), drifting(-1, 20));
  expect([result.signal, result.direction]).toEqual(["oversold", "bullish"]);
  expect(Number(result.values["rsi_pct"])).toBeLessThanOrEqual(30);
  expect(result.onsetTsMs).toBeLessThan(result.barTsMs);
});

test("rsi-extreme calls a long rise overbought", () => {
  const result = scanBars(runOf(rsiExtreme), drifting(1, 20));
  expect([result.signal, result.direction]).toEqual(["overbought", "bearish"]);
});

test("rsi-extreme is silent in between", () => {
  expect(scanBars(runOf(rsiExtreme), drifting(1, 2)).signal).toBe("none");
});
