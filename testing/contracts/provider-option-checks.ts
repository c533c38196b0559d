import { expect } from "bun:test";
import {
  formatOcc,
  type OptionChain,
  type OptionQuote,
  type OptionTrade,
  parseOcc,
} from "../../src/domain/option-contract.ts";
import type { ChainCase, TradesCase } from "./provider-harness.ts";

const ivRatioMax = 5;

export function checkChain(chain: OptionChain, asked: ChainCase): void {
  const { underlying, underlyingPrice, contracts } = chain;
  expect(underlying).toBe(asked.underlying);
  if (underlyingPrice !== null) expect(underlyingPrice).toBeGreaterThan(0);
  for (const ratio of [chain.interestRatio, chain.dividendRatio]) {
    if (ratio !== null) expect(Math.abs(ratio), "a rate is a fraction").toBeLessThan(1);
  }
  expect(contracts.length).toBeGreaterThanOrEqual(asked.contractsMin);
  const occs = contracts.map(({ occ }) => occ);
  expect(new Set(occs).size, "each contract comes once").toBe(occs.length);
  expect(occs, "by expiry, strike, calls first").toEqual([...contracts].sort(inOrder).map(occOf));
  for (const contract of contracts) {
    expect(asked.expiries, `${contract.occ} expires on a day asked for`).toContain(contract.expiry);
    checkContract(contract);
  }
}

const occOf = ({ occ }: OptionQuote) => occ;

function inOrder(a: OptionQuote, b: OptionQuote): number {
  const rightOrder = Number(a.right === "put") - Number(b.right === "put");
  return a.expiry - b.expiry || a.strike - b.strike || rightOrder;
}

function checkContract(contract: OptionQuote): void {
  const { occ, root, expiry, right, strike } = contract;
  expect(parseOcc(occ), "the symbol says what the fields say").toEqual({
    ok: true,
    value: { occ, root, expiry, right, strike },
  });
  expect(formatOcc(contract)).toBe(occ);
  const { bid, ask, last, mark, volume, openInterest, ivRatio } = contract;
  for (const value of [bid, ask, mark, volume, openInterest]) {
    if (value !== null) expect(value, occ).toBeGreaterThanOrEqual(0);
  }
  for (const count of [volume, openInterest]) {
    if (count !== null) expect(Number.isInteger(count), `${occ}: contracts are whole`).toBe(true);
  }
  if (last !== null) expect(last, `${occ}: a trade has a price`).toBeGreaterThan(0);
  if (ivRatio !== null) {
    expect(ivRatio > 0 && ivRatio <= ivRatioMax, `${occ}: ${ivRatio} is a fraction`).toBe(true);
  }
  checkGreeks(contract);
  expect(contract.multiplier).toBeGreaterThan(0);
  expect(contract.isStandard && contract.multiplier !== 100, `${occ} delivers 100`).toBe(false);
}

function checkGreeks({ occ, right, delta, gamma, theta, vega, rho, greeksFrom }: OptionQuote) {
  const greeks = [delta, gamma, theta, vega, rho];
  for (const greek of greeks) {
    if (greek !== null) expect(Number.isFinite(greek), `${occ}: ${greek} is a number`).toBe(true);
  }
  const sign = right === "call" ? 1 : -1;
  if (delta !== null) {
    expect(delta * sign >= 0 && delta * sign <= 1, `${occ}: delta ${delta}`).toBe(true);
  }
  if (gamma !== null) expect(gamma, occ).toBeGreaterThanOrEqual(0);
  if (vega !== null) expect(vega, occ).toBeGreaterThanOrEqual(0);
  const hasGreeks = greeks.some((greek) => greek !== null);
  expect(greeksFrom !== null, `${occ}: somebody computed the greeks`).toBe(hasGreeks);
}

/** Checks the prints of one query, in the order in which they came. */
export function checkTrades(trades: readonly OptionTrade[], asked: TradesCase): void {
  expect(trades.length).toBeGreaterThanOrEqual(asked.tradesMin);
  const lastTsMs = new Map<string, number>();
  for (const { occ, tsMs, price, size, bid, ask } of trades) {
    expect(asked.contracts).toContain(occ);
    expect(tsMs >= asked.fromTsMs && tsMs < asked.untilTsMs, `${occ} at ${tsMs}`).toBe(true);
    expect(tsMs, `${occ} in order of time`).toBeGreaterThanOrEqual(lastTsMs.get(occ) ?? 0);
    lastTsMs.set(occ, tsMs);
    expect(price, occ).toBeGreaterThan(0);
    expect(Number.isInteger(size) && size > 0, `${occ}: ${size} contracts`).toBe(true);
    for (const value of [bid, ask]) if (value !== null) expect(value).toBeGreaterThanOrEqual(0);
  }
}
