import { describe, expect, test } from "bun:test";
import { flatPrices } from "../../testing/prices.ts";
import { dailyBars, runOf, scanBars } from "../../testing/scanner-input.ts";
import { type Bars, barsFrom } from "../domain/bars.ts";
import { nyse } from "../domain/calendar.ts";
import { parseLocalDate } from "../domain/local-date.ts";
import { newYorkTsMs } from "../domain/new-york.ts";
import { vpb } from "./vpb.ts";

const run = runOf(vpb);

/** 60 bars at 100 with highs of 101, lows of 99 and 1,000 shares, and a newest bar of choice. */
function market(newest: { readonly close: number; readonly volume: number }): Bars {
  const prices = flatPrices(60, 100, 1_000);
  prices.high.fill(101);
  prices.low.fill(99);
  prices.close[59] = newest.close;
  prices.high[59] = Math.max(101, newest.close);
  prices.low[59] = Math.min(99, newest.close);
  prices.volume[59] = newest.volume;
  return dailyBars(prices);
}

describe("vpb", () => {
  test("a close above the range on more volume than usual is a bullish breakout", () => {
    const result = scanBars(run, market({ close: 102, volume: 2_000 }));
    expect([result.signal, result.direction]).toEqual(["bullish_breakout", "bullish"]);
    expect(result.values).toMatchObject({
      buy_signal: true,
      sell_signal: false,
      volume_ma30: 1_000,
      volume_surge_pct: 100,
      highest_high_7: 101,
      lowest_low_7: 99,
    });
    expect(result.why).toBe(
      "close 102 above 101 (7 bars), volume +100.0 % against mean of the 30 bars before",
    );
  });

  test("a close below the range on more volume is a bearish breakdown", () => {
    const result = scanBars(run, market({ close: 98, volume: 2_000 }));
    expect([result.signal, result.direction]).toEqual(["bearish_breakdown", "bearish"]);
  });

  test("a close at the range's edge is no breakout", () => {
    expect(scanBars(run, market({ close: 101, volume: 2_000 })).signal).toBe("none");
  });

  test("a breakout on usual volume is none", () => {
    expect(scanBars(run, market({ close: 102, volume: 1_000 })).status).toBe("none");
  });

  test("the newest bar does not raise the volume it is compared with", () => {
    // Counted into its own average of 30, 1,020 shares would be compared with 1,000.67.
    const { values } = scanBars(run, market({ close: 102, volume: 1_020 }));
    expect(values["volume_surge_pct"]).toBeCloseTo(2, 9);
    const legacy = scanBars(
      runOf(vpb, { dialect: "legacy" }),
      market({ close: 102, volume: 1_020 }),
    );
    expect(legacy.values["volume_surge_pct"]).toBeCloseTo(1.932, 3);
  });

  test("a missing volume gives no verdict, never a signal", () => {
    const result = scanBars(run, market({ close: 102, volume: Number.NaN }));
    expect([result.status, result.signal]).toEqual(["no-data", "none"]);
    expect(result.values["current_volume"]).toBeNull();
    expect(result.why).toBe("no verdict: volume not reported");
  });

  test("too many missing volumes before it give no verdict", () => {
    const bars = market({ close: 102, volume: 2_000 });
    for (let i = 29; i < 36; i++) bars.volume[i] = Number.NaN;
    expect(scanBars(run, bars).status).toBe("no-data");
    bars.volume[35] = 1_000;
    expect(scanBars(run, bars).status).toBe("signal");
  });

  test("surgeRatioMin asks for more than any volume above usual", () => {
    const strict = runOf(vpb, { params: { surgeRatioMin: 1.5 } });
    expect(scanBars(strict, market({ close: 102, volume: 1_400 })).status).toBe("none");
    expect(scanBars(strict, market({ close: 102, volume: 1_600 })).status).toBe("signal");
  });

  test("intraday volume is compared with the same time of day", () => {
    // The open trades ten times what noon trades, on every one of 14 days.
    const bars = intradayMarket(14);
    const last = bars.length - 1;
    bars.volume[last] = 150;
    bars.close[last] = bars.high[last] = 105;
    const result = scanBars(run, bars);
    expect(result.signal).toBe("bullish_breakout");
    expect(result.values["volume_surge_pct"]).toBeCloseTo(50, 9);
    expect(result.values["volume_basis"]).toBe("the same time of day in 10 sessions");
  });

  test("without enough sessions an intraday bar gets no verdict", () => {
    expect(scanBars(run, intradayMarket(9)).status).toBe("no-data");
  });
});

/** 30m bars of whole sessions: 1,000 shares in the first bar of a day, 100 in the others. */
function intradayMarket(days: number): Bars {
  const rows = [];
  const start = parseLocalDate("2024-02-01");
  let date = start.ok ? start.value : nyse.nextTradingDay(0 as never);
  for (let day = 0; day < days; day++) {
    date = nyse.nextTradingDay(date);
    for (let slot = 0; slot < 13; slot++) {
      const openTsMs = newYorkTsMs(date, 570 + slot * 30);
      const volume = slot === 0 ? 1_000 : 100;
      rows.push({ openTsMs, open: 100, high: 101, low: 99, close: 100, volume });
    }
  }
  return barsFrom("30m", rows);
}
