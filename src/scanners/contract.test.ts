import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { flatPrices, randomWalk } from "../../testing/prices.ts";
import { cutBars, dailyBars, firstBars, runOf, scanBars } from "../../testing/scanner-input.ts";
import type { Bars } from "../domain/bars.ts";
import { historyBarsMax, prepareRun } from "./define.ts";
import { scanners } from "./registry.ts";

/** What every scanner of the registry promises, in each of its dialects. */
const runs = scanners.flatMap((definition) =>
  Object.keys(definition.dialects).map((dialect) => runOf(definition, { dialect })),
);

/** The same with each parameter in turn at its least and its greatest, where that is allowed. */
const extremeRuns = runs.flatMap(({ definition, dialectName }) =>
  Object.entries(definition.params).flatMap(([name, { min, max }]) =>
    [min, max].flatMap((value) => {
      const run = prepareRun(definition, { dialect: dialectName, params: { [name]: value } });
      const label = `${definition.scanner} ${dialectName} ${name}=${value}`;
      return run.ok ? [[label, run.value] as const] : [];
    }),
  ),
);

const market: readonly Bars[] = Array.from({ length: 12 }, (_, seed) =>
  dailyBars(randomWalk({ seed, bars: 620, flatChance: 0.01, gapChance: 0.01, idleChance: 0.05 })),
);

describe.each(runs.map((run) => [`${run.definition.scanner} ${run.dialectName}`, run] as const))(
  "%s",
  (_, run) => {
    const { warmupBars } = run.dialect;
    const names = run.definition.columns.map((column) => column.name);

    test("is silent until it is warmed up, and says how far it is", () => {
      for (const length of [0, 1, warmupBars - 1]) {
        const result = scanBars(run, cutBars(market[0] as Bars, 0, length));
        expect(result.status).toBe("not-warmed-up");
        expect(result.why).toContain(`${length} of the ${warmupBars} bars`);
        expect(Object.values(result.values).every((value) => value === null)).toBe(true);
      }
      expect(scanBars(run, cutBars(market[0] as Bars, 0, warmupBars)).status).not.toBe(
        "not-warmed-up",
      );
    });

    test("fills exactly its columns, with finite numbers", () => {
      for (const bars of market) {
        const { values } = scanBars(run, bars);
        expect(Object.keys(values).toSorted()).toEqual(names.toSorted());
        for (const value of Object.values(values)) {
          if (typeof value === "number") expect(value).toBeFinite();
        }
      }
    });

    test("sees no bar after the newest: later bars change nothing", () => {
      for (const bars of market.slice(0, 4)) {
        for (let length = warmupBars; length < bars.length; length += 37) {
          const alone = scanBars(run, cutBars(bars, 0, length));
          expect(scanBars(run, firstBars(bars, length))).toEqual(alone);
        }
      }
    });

    test("reads no further back than it says", () => {
      for (const bars of market.slice(0, 4)) {
        const barsMax = historyBarsMax(run, "1d");
        if (barsMax >= bars.length) continue;
        const cut = scanBars(run, cutBars(bars, bars.length - barsMax));
        expect(cut).toEqual(scanBars(run, bars));
      }
    });

    test("gives the same answer twice", () => {
      for (const bars of market) expect(scanBars(run, bars)).toEqual(scanBars(run, bars));
    });

    test("never calls a flat market a signal", () => {
      for (const price of [0.0001, 10, 700_000]) {
        const result = scanBars(run, dailyBars(flatPrices(400, price, 1_000)));
        // RSI of a market that never moved is 50; nothing is squeezed, broken or crossed.
        expect(result.status).toBe("none");
        expect(result.direction).toBe("neutral");
      }
    });

    test("a signal has a word, an onset within its bars and a sentence; the rest has none", () => {
      const words = Object.keys(run.definition.signals);
      let signals = 0;
      for (const bars of market) {
        for (let length = warmupBars + 20; length <= bars.length; length += 7) {
          const result = scanBars(run, firstBars(bars, length));
          expect(result.why).not.toBe("");
          expect(result.why).not.toMatch(/undefined|null|NaN/);
          if (result.status !== "signal") {
            expect([result.signal, result.onsetTsMs]).toEqual(["none", Number.NaN]);
            continue;
          }
          signals++;
          expect(words).toContain(result.signal);
          expect(result.onsetTsMs).toBeLessThanOrEqual(result.barTsMs);
          expect(result.onsetTsMs).toBeGreaterThanOrEqual(bars.openTsMs[0] as number);
        }
      }
      expect(signals).toBeGreaterThan(0);
    });

    test("does not throw on missing volume, whatever the bars", () => {
      fc.assert(
        fc.property(fc.integer(), fc.integer({ min: 1, max: 400 }), (seed, length) => {
          const prices = randomWalk({ seed, bars: length, flatChance: 0.05, spikeChance: 0.01 });
          for (let i = 0; i < length; i += 3) prices.volume[i] = Number.NaN;
          const result = scanBars(run, dailyBars(prices));
          expect(result.barCount).toBeLessThanOrEqual(length);
        }),
        { numRuns: 60, seed: 7 },
      );
    });

    test("prices twice as high change no verdict", () => {
      for (const bars of market) {
        const doubled = {
          ...bars,
          open: bars.open.map((value) => value * 2),
          high: bars.high.map((value) => value * 2),
          low: bars.low.map((value) => value * 2),
          close: bars.close.map((value) => value * 2),
        };
        const [once, twice] = [scanBars(run, bars), scanBars(run, doubled)];
        expect([twice.status, twice.signal, twice.direction, twice.onsetTsMs]).toEqual([
          once.status,
          once.signal,
          once.direction,
          once.onsetTsMs,
        ]);
      }
    });
  },
);

describe.each(extremeRuns)("%s", (_, run) => {
  test("reads its own history only, and says when there is too little of it", () => {
    const { warmupBars } = run.dialect;
    const barsMax = historyBarsMax(run, "1d");
    for (const bars of market.slice(0, 4)) {
      const few = Math.min(warmupBars - 1, bars.length);
      expect(scanBars(run, cutBars(bars, 0, few)).status).toBe("not-warmed-up");
      for (const length of [warmupBars, warmupBars + 1, barsMax, bars.length]) {
        if (length > bars.length) continue;
        const ends = cutBars(bars, bars.length - length);
        const alone = scanBars(run, ends);
        expect(alone.why).not.toMatch(/undefined|null|NaN|Infinity/);
        if (length >= barsMax) expect(scanBars(run, bars)).toEqual(alone);
      }
    }
  });
});

test("parameters that exclude each other are refused", () => {
  const macd = scanners.find(({ scanner }) => scanner === "macd");
  if (macd === undefined) throw new Error("macd is registered");
  const run = prepareRun(macd, { params: { fastBars: 30, slowBars: 10 } });
  expect(run).toEqual({
    ok: false,
    error: 'fastBars is below slowBars, not "30" with slowBars "10"',
  });
});
