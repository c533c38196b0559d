import { expect, test } from "bun:test";
import { allocateBars } from "../../../domain/bars.ts";
import { nyse } from "../../../domain/calendar.ts";
import { fromYearMonthDay } from "../../../domain/local-date.ts";
import { createDemoMarket } from "./market.ts";

/**
 * The market looks like one. Bounds are wide; beside them stands what 5,400 US stocks showed from
 * October 2022 to February 2024, measured in the same way.
 */
const market = createDemoMarket({ seed: 7, symbols: 300 });
const range = { fromDate: fromYearMonthDay(2021, 1, 1), toDate: fromYearMonthDay(2025, 12, 31) };
const sessions = nyse.tradingDaysBetween(range.fromDate, range.toDate);
const buffer = allocateBars("1d", sessions.length);

/** All but the symbols that skip days, whose returns are zero in between. */
const series = market.symbols.flatMap((_, index) => {
  if (market.profile(index).tier === "illiquid") return [];
  market.dailyBars(index, range, buffer);
  const [open, high, low, close, volume] = [
    buffer.open.slice(),
    buffer.high.slice(),
    buffer.low.slice(),
    buffer.close.slice(),
    buffer.volume.slice(),
  ];
  return [{ index, open, high, low, close, volume, returns: logReturns(close) }];
});

function logReturns(close: Float64Array): Float64Array {
  return close.subarray(1).map((price, at) => Math.log(price / (close[at] as number)));
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at] as number;
  return sum / values.length;
}

/** Central moment of a power. */
function moment(values: Float64Array, power: number): number {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** power));
}

function autocorrelation(values: Float64Array, lag: number): number {
  const centre = mean(values);
  let sum = 0;
  for (let at = lag; at < values.length; at++) {
    sum += ((values[at] as number) - centre) * ((values[at - lag] as number) - centre);
  }
  return sum / values.length / moment(values, 2);
}

function averageOver(measure: (returns: Float64Array) => number): number {
  return mean(series.map(({ returns }) => measure(returns)));
}

function windowMean(values: Float64Array, end: number, length: number): number {
  return mean(values.subarray(end - length, end));
}

test("daily returns have fat tails", () => {
  const excess = averageOver((returns) => moment(returns, 4) / moment(returns, 2) ** 2 - 3);
  // US stocks: 4.8
  expect(excess).toBeGreaterThan(1);
  expect(excess).toBeLessThan(15);
});

test("large moves follow large moves, yet their direction cannot be foretold", () => {
  for (let lag = 1; lag <= 5; lag++) {
    const clustering = averageOver((returns) => autocorrelation(returns.map(Math.abs), lag));
    // US stocks: 0.12 at lag 1, 0.04 at lag 5
    expect(clustering, `lag ${lag}`).toBeGreaterThan(0.04);
    const direction = averageOver((returns) => autocorrelation(returns, lag));
    // US stocks: -0.01
    expect(Math.abs(direction), `lag ${lag}`).toBeLessThan(0.03);
  }
});

test("a fifth to a quarter of the days are squeezed, and squeezes release", () => {
  let squeezed = 0;
  let released = 0;
  let days = 0;
  for (const { high, low, close } of series) {
    const range = high.map((top, at) => {
      const before = close[Math.max(at - 1, 0)] as number;
      return Math.max(top, before) - Math.min(low[at] as number, before);
    });
    let wasSqueezed = false;
    for (let end = 21; end <= close.length; end++) {
      const window = close.subarray(end - 20, end);
      const isSqueezed = 2 * Math.sqrt(moment(window, 2)) < 1.5 * windowMean(range, end, 20);
      if (isSqueezed) squeezed++;
      if (wasSqueezed && !isSqueezed) released++;
      wasSqueezed = isSqueezed;
      days++;
    }
  }
  // US stocks: 0.26 and 0.029
  expect(squeezed / days).toBeGreaterThan(0.05);
  expect(squeezed / days).toBeLessThan(0.3);
  expect(released / days).toBeGreaterThan(0.015);
});

test("prices break out on volume, in both directions", () => {
  let up = 0;
  let down = 0;
  let days = 0;
  for (const { high, low, close, volume } of series) {
    for (let at = 30; at < close.length; at++) {
      days++;
      if ((volume[at] as number) < 1.5 * windowMean(volume, at, 30)) continue;
      if ((close[at] as number) > Math.max(...high.subarray(at - 7, at))) up++;
      if ((close[at] as number) < Math.min(...low.subarray(at - 7, at))) down++;
    }
  }
  expect(up / days).toBeGreaterThan(0.01);
  expect(down / days).toBeGreaterThan(0.01);
  expect((up + down) / days).toBeLessThan(0.15);
});

test("volume surges come with large moves", () => {
  let surges = 0;
  let surgesOfLargeMoves = 0;
  let largeMoves = 0;
  let days = 0;
  for (const { volume, returns } of series) {
    const deviation = Math.sqrt(moment(returns, 2));
    for (let at = 31; at < volume.length; at++) {
      const isSurge = (volume[at] as number) > 2 * windowMean(volume, at, 30);
      const isLarge = Math.abs(returns[at - 1] as number) > 2.5 * deviation;
      days++;
      if (isSurge) surges++;
      if (isLarge) largeMoves++;
      if (isSurge && isLarge) surgesOfLargeMoves++;
    }
  }
  expect(surgesOfLargeMoves / largeMoves).toBeGreaterThan(5 * (surges / days));
});

test("symbols move together, most of all within a sector", () => {
  const sample = series.slice(0, 80).map(({ index, returns }) => {
    const centre = mean(returns);
    const deviation = Math.sqrt(moment(returns, 2));
    const scores = returns.map((value) => (value - centre) / deviation);
    return { sector: market.profile(index).sector, scores };
  });
  const inside: number[] = [];
  const outside: number[] = [];
  for (const [at, one] of sample.entries()) {
    for (const other of sample.slice(at + 1)) {
      const correlation = mean(
        one.scores.map((score, day) => score * (other.scores[day] as number)),
      );
      (one.sector === other.sector ? inside : outside).push(correlation);
    }
  }
  expect(mean(outside)).toBeGreaterThan(0.08);
  expect(mean(inside)).toBeGreaterThan(mean(outside) + 0.02);
});

test("stressed weeks move and trade more than calm ones", () => {
  const moves = { calm: [] as number[], trending: [] as number[], stressed: [] as number[] };
  const volumes = { calm: [] as number[], trending: [] as number[], stressed: [] as number[] };
  for (const { returns, volume } of series) {
    const usualVolume = mean(volume);
    for (const [at, date] of sessions.slice(1).entries()) {
      moves[market.regimeOn(date)].push(Math.abs(returns[at] as number));
      volumes[market.regimeOn(date)].push((volume[at + 1] as number) / usualVolume);
    }
  }
  expect(mean(moves.stressed)).toBeGreaterThan(1.4 * mean(moves.calm));
  expect(mean(volumes.stressed)).toBeGreaterThan(1.3 * mean(volumes.calm));
});

test("a part of every move happens overnight", () => {
  let overnight = 0;
  let total = 0;
  for (const { open, close, returns } of series) {
    for (const [at, value] of returns.entries()) {
      overnight += Math.log((open[at + 1] as number) / (close[at] as number)) ** 2;
      total += value ** 2;
    }
  }
  expect(overnight / total).toBeGreaterThan(0.15);
  expect(overnight / total).toBeLessThan(0.5);
});

test("half days trade less than half a day's volume", () => {
  const half: number[] = [];
  const whole: number[] = [];
  for (const { volume } of series) {
    const usualVolume = mean(volume);
    for (const [at, date] of sessions.entries()) {
      const isHalf = nyse.tradingDay(date).kind === "half";
      (isHalf ? half : whole).push((volume[at] as number) / usualVolume);
    }
  }
  expect(mean(half)).toBeLessThan(0.6 * mean(whole));
  expect(mean(half)).toBeGreaterThan(0.3 * mean(whole));
});
