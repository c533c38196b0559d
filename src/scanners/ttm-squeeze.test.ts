import { describe, expect, test } from "bun:test";
import { flatPrices, randomWalk } from "../../testing/prices.ts";
import { dailyBars, runOf, scanBars } from "../../testing/scanner-input.ts";
import type { Bars } from "../domain/bars.ts";
import { squeeze } from "../kernels/squeeze.ts";
import { ttmMomentum } from "../kernels/ttm-momentum.ts";
import { ttmSqueeze } from "./ttm-squeeze.ts";

const run = runOf(ttmSqueeze);

/** Closes stay within a cent while the ranges stay wide: bands inside the channels. */
function squeezed(bars: number): Bars {
  const prices = flatPrices(bars, 100, 1_000);
  for (let i = 0; i < bars; i++) {
    prices.close[i] = 100 + (i % 2) * 0.01;
    prices.high[i] = 101;
    prices.low[i] = 99;
  }
  return dailyBars(prices);
}

/** The same with the newest bars jumping to a new price. */
function released(bars: number, jump: { readonly bars: number; readonly to: number }): Bars {
  const made = squeezed(bars);
  for (let i = bars - jump.bars; i < bars; i++) {
    made.close[i] = jump.to;
    made.high[i] = jump.to + 1;
    made.low[i] = jump.to - 1;
  }
  return made;
}

describe("ttm-squeeze", () => {
  test("quiet closes in wide ranges are an active squeeze of high compression", () => {
    const result = scanBars(run, squeezed(100));
    expect(result.signal).toBe("active");
    expect(result.direction).toBe("neutral");
    expect(result.values).toMatchObject({
      squeeze_on: true,
      squeeze_level: "high",
      squeeze_duration: 81,
      squeeze_dots: "3333333333",
      recent_fire: false,
      fire_direction: null,
    });
    expect(result.why).toContain("squeeze on for 81 bars (high compression)");
  });

  test("a jump out of the squeeze fires upwards on its first bar without squeeze", () => {
    const result = scanBars(run, released(100, { bars: 1, to: 115 }));
    expect([result.signal, result.direction]).toEqual(["fired", "bullish"]);
    expect(result.onsetTsMs).toBe(result.barTsMs);
    expect(result.values["squeeze_dots"]).toBe("3333333330");
    expect(result.values["fire_direction"]).toBe("bullish");
  });

  test("a fall out of the squeeze fires downwards", () => {
    const result = scanBars(run, released(100, { bars: 1, to: 85 }));
    expect([result.signal, result.direction]).toEqual(["fired", "bearish"]);
  });

  test("a fire is recent for five bars and no longer", () => {
    expect(scanBars(run, released(100, { bars: 5, to: 130 })).signal).toBe("fired");
    expect(scanBars(run, released(100, { bars: 6, to: 130 })).signal).toBe("none");
  });

  test("fireWindowBars = 1 reports the bar of the fire only", () => {
    const strict = runOf(ttmSqueeze, { params: { fireWindowBars: 1 } });
    expect(scanBars(strict, released(100, { bars: 1, to: 115 })).signal).toBe("fired");
    expect(scanBars(strict, released(100, { bars: 2, to: 115 })).signal).toBe("none");
  });

  test("a jump too small to leave the channels does not fire", () => {
    expect(scanBars(run, released(100, { bars: 1, to: 100.5 })).signal).toBe("active");
  });

  test("equals the column kernels at every bar", () => {
    const prices = randomWalk({ seed: 3, bars: 300, flatChance: 0.02 });
    const level = new Float64Array(300);
    const momentum = new Float64Array(300);
    squeeze(
      prices,
      { windowBars: 20, sigma: "population", bandMultiplier: 2, channelMultipliers: [2, 1.5, 1] },
      { range: new Float64Array(300), level },
    );
    ttmMomentum(prices, 20, momentum);
    const bars = dailyBars(prices);
    for (let length = 60; length <= 300; length++) {
      const { values } = scanBars(run, { ...bars, length });
      const dots = String(values["squeeze_dots"]);
      expect(dots).toBe(Array.from(level.slice(length - 10, length)).join(""));
      expect(values["momentum"]).toBe(momentum[length - 1]);
      expect(values["squeeze_on"]).toBe((level[length - 1] as number) >= 2);
    }
  });

  test("lazybear's bands are narrower, so it squeezes where the default does not", () => {
    const lazybear = runOf(ttmSqueeze, { dialect: "lazybear" });
    let more = 0;
    for (let seed = 0; seed < 40; seed++) {
      const bars = dailyBars(randomWalk({ seed, bars: 200 }));
      const [wide, narrow] = [scanBars(run, bars), scanBars(lazybear, bars)];
      if (wide.values["squeeze_on"]) expect(narrow.values["squeeze_on"]).toBe(true);
      else if (narrow.values["squeeze_on"]) more++;
    }
    expect(more).toBeGreaterThan(0);
  });
});
