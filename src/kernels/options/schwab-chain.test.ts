import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { describeShared, sharedPath } from "../../../testing/shared.ts";
import { daysPerYear } from "./black-scholes.ts";
import { impliedVolatility } from "./implied-volatility.ts";
import { optionGreeks, optionPrice } from "./option-greeks.ts";
import type { OptionInputs } from "./option-inputs.ts";

/** A put as recorded: price and greeks with three decimals, volatility in percent. */
interface RecordedPut {
  readonly strikePrice: number;
  readonly volatility: number;
  readonly theoreticalOptionValue: number;
  readonly delta: number;
  readonly gamma: number;
  readonly theta: number;
  readonly vega: number;
  readonly rho: number;
  readonly lastTradingDay: number;
}

interface RecordedChain {
  readonly interestRate: number;
  readonly putExpDateMap: Readonly<
    Record<string, Readonly<Record<string, readonly RecordedPut[]>>>
  >;
}

const tolerance = 1e-3 + 1e-9;
/** Half of the last decimal of a recorded price. */
const priceGrain = 5e-4;
/** The regular close of that day; `underlyingPrice` is a later one, of after hours. */
const spot = 228.26;
/** Time runs from here to each `lastTradingDay`: 26 hours for the puts of the next day. */
const asOfTsMs = Date.UTC(2025, 0, 16, 23);
const dayMs = 86_400_000;

/**
 * What the record tells and what it does not. Told: price, volatility, interest. Spot follows from
 * every `intrinsicValue`, time from `lastTradingDay`. Not told: what Schwab lets the forward grow
 * by, which it seems to take from calls and puts together; the calls are not in the record. So one
 * number an expiry is fitted to the prices, and five greeks of every put are then predictions.
 */
describeShared("the recorded Schwab chain of AAPL, 470 puts", () => {
  const record = readRecord();
  const fitted = (record?.expiries ?? []).map(({ puts, years }) => ({
    puts,
    years,
    carry: fitCarry(puts, years),
  }));

  test("all five greeks of 98 % agree to 1e-3", () => {
    let count = 0;
    const agreeing = fitted.flatMap(({ puts, years, carry }) =>
      puts.filter((put) => {
        count += 1;
        return agrees(put, optionGreeks("american", inputsOf(put, years, carry)));
      }),
    );
    console.log(`Schwab chain: ${agreeing.length} of ${count} puts agree in all greeks to 1e-3`);
    expect(count).toBe(470);
    expect(agreeing.length).toBeGreaterThanOrEqual(463);
  });

  test("volatility comes back to 1e-3 where three decimals of a price fix it that well", () => {
    let right = 0;
    let resolvable = 0;
    for (const { puts, years, carry } of fitted) {
      for (const put of puts) {
        const inputs = inputsOf(put, years, carry);
        const vegaOfOne = 100 * optionGreeks("american", inputs).vega;
        const found = impliedVolatility("american", inputs, put.theoreticalOptionValue);
        // At its exercise value a put has no volatility to find: the price stands still.
        if (!(priceGrain / vegaOfOne < 1e-3) || Number.isNaN(found)) continue;
        resolvable += 1;
        if (Math.abs(found - put.volatility / 100) <= tolerance) right += 1;
      }
    }
    console.log(`Schwab chain: ${right} of ${resolvable} volatilities agree to 1e-3`);
    expect(resolvable).toBeGreaterThanOrEqual(208);
    expect(right).toBe(resolvable);
  });

  test("a European model, or no fitted growth, does not explain them", () => {
    const told = record?.interest ?? Number.NaN;
    const count = (style: "american" | "european", carryOf: (carry: number) => number) =>
      fitted
        .flatMap(({ puts, years, carry }) =>
          puts.map((put) => agrees(put, optionGreeks(style, inputsOf(put, years, carryOf(carry))))),
        )
        .filter(Boolean).length;
    const european = count("european", (carry) => carry);
    const unfitted = count("american", () => told);
    console.log(`Schwab chain: European ${european}, interest as growth ${unfitted} of 470`);
    expect(european).toBeLessThan(300);
    expect(unfitted).toBeLessThan(420);
  });

  test("one put an expiry is enough to find its growth", () => {
    for (const { puts, years, carry } of fitted) {
      const atMoney = [...puts].sort(
        (a, b) => Math.abs(a.strikePrice - spot) - Math.abs(b.strikePrice - spot),
      );
      expect(Math.abs(fitCarry(atMoney.slice(0, 1), years) - carry)).toBeLessThan(5e-4);
    }
  });

  function inputsOf(put: RecordedPut, years: number, carryRatio: number): OptionInputs {
    return {
      ...{ isCall: false, spot, strike: put.strikePrice, years, carryRatio },
      ...{ interestRatio: record?.interest ?? Number.NaN, ivRatio: put.volatility / 100 },
    };
  }

  /** Least squares over the prices that depend on it, by golden section. */
  function fitCarry(puts: readonly RecordedPut[], years: number): number {
    const moving = puts.filter(({ delta }) => delta < -0.02 && delta > -0.98);
    const loss = (carry: number) =>
      moving.reduce((sum, put) => {
        const miss = optionPrice("american", inputsOf(put, years, carry));
        return sum + (miss - put.theoreticalOptionValue) ** 2;
      }, 0);
    let [low, high] = [-0.1, 0.3];
    for (let step = 0; step < 40; step++) {
      const [near, far] = [low + (high - low) * 0.382, low + (high - low) * 0.618];
      if (loss(near) < loss(far)) high = far;
      else low = near;
    }
    return (low + high) / 2;
  }
});

function readRecord() {
  const path = sharedPath("fixtures", "schwab", "rest", "chains-AAPL-puts-2025-01.json");
  if (path === null) return null;
  const chain = JSON.parse(readFileSync(path, "utf8")) as RecordedChain;
  const expiries = Object.values(chain.putExpDateMap).map((strikes) => {
    const puts = Object.values(strikes).flat();
    return { puts, years: (puts[0].lastTradingDay - asOfTsMs) / dayMs / daysPerYear };
  });
  return { interest: chain.interestRate / 100, expiries };
}

const names = ["delta", "gamma", "theta", "vega", "rho"] as const;

function agrees(put: RecordedPut, greeks: ReturnType<typeof optionGreeks>): boolean {
  return names.every((name) => Math.abs(greeks[name] - put[name]) <= tolerance);
}
