import { afterAll, expect, test } from "bun:test";
import { numberColumn, readCsv } from "../../testing/csv.ts";
import { worstError } from "../../testing/errors.ts";
import { describeShared, sharedPath } from "../../testing/shared.ts";
import { atr } from "./atr.ts";
import { bollinger } from "./bollinger.ts";
import { ema } from "./ema.ts";
import { highest, lowest } from "./extremes.ts";
import { keltner } from "./keltner.ts";
import { linreg } from "./linreg.ts";
import { type MacdSeed, macd } from "./macd.ts";
import { obv } from "./obv.ts";
import { rollingDeviation } from "./rolling-deviation.ts";
import { rsi } from "./rsi.ts";
import { sessionVwap } from "./session-vwap.ts";
import { sma } from "./sma.ts";
import { squeeze, squeezeLevels } from "./squeeze.ts";
import { trueRange } from "./true-range.ts";
import { ttmMomentum } from "./ttm-momentum.ts";

/*
 * The reference columns were computed apart from this project, in Python, and are printed to the
 * last bit, so whatever differs is rounding.
 *
 * A value counts as equal to 1e-9 of itself, or to 1e-13 of the symbol's highest price where it is
 * nearer to 0 than a ten-thousandth of that: MACD and momentum are differences of prices, each of
 * which is only known to 1.1e-16 of itself before a few hundred additions.
 *
 * The largest error is the reference's own: its rolling deviation of AERT is 1e-10 off the exact
 * one, the kernel's 4e-15.
 */
const tolerance = 1e-9;
const floorOfPrice = 1e-4;

type Rows = Record<string, string>[];
interface Daily {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}
type Columns = Record<string, Float64Array>;

const compared = { values: 0, worst: 0, blanks: 0 };

function compare(rows: Rows, columns: Columns, highestPrice: number): void {
  for (const [name, found] of Object.entries(columns)) {
    const expected = numberColumn(rows, name);
    const error = worstError(found, expected, floorOfPrice * highestPrice);
    expect(error, name).toBeLessThanOrEqual(tolerance);
    const values = expected.filter((value) => !Number.isNaN(value)).length;
    expect(values, `values of ${name}`).toBeGreaterThan(100);
    compared.values += values;
    compared.blanks += expected.length - values;
    compared.worst = Math.max(compared.worst, error);
  }
}

/** A column with the kernel's output in it. */
function filled(bars: number, fill: (column: Float64Array) => void): Float64Array {
  const column = new Float64Array(bars);
  fill(column);
  return column;
}

function means({ close }: Daily): Columns {
  const n = close.length;
  const mean = (windowBars: number) => filled(n, (out) => sma(close, windowBars, out));
  const average = (seed: "sma" | "first-value") =>
    filled(n, (out) => ema(close, { windowBars: 20, seed }, out));
  return {
    sma_20: mean(20),
    sma_50: mean(50),
    sma_200: mean(200),
    ema_20_seed_first: average("first-value"),
    ema_20_seed_sma: average("sma"),
    linreg_20_close: filled(n, (out) => linreg(close, 20, out)),
    rsi_14_wilder: filled(n, (out) => rsi(close, 14, out)),
  };
}

function widths({ close }: Daily): Columns {
  const n = close.length;
  const columns: Columns = {};
  for (const [sigma, code] of [["population", "pop"] as const, ["sample", "samp"] as const]) {
    const [middle, upper, lower] = [0, 0, 0].map(() => new Float64Array(n));
    bollinger(close, { windowBars: 20, sigma, multiplier: 2 }, { middle, upper, lower });
    columns["bb_mid_20"] = middle;
    columns[`bb_upper_20_2_${code}`] = upper;
    columns[`bb_lower_20_2_${code}`] = lower;
    columns[`std_20_${code}`] = filled(n, (out) =>
      rollingDeviation(close, { windowBars: 20, sigma }, out),
    );
  }
  return columns;
}

function ranges(bars: Daily): Columns {
  const n = bars.close.length;
  const columns: Columns = {
    highest_20: filled(n, (out) => highest(bars.high, 20, out)),
    lowest_20: filled(n, (out) => lowest(bars.low, 20, out)),
    ttm_mom_carter_20: filled(n, (out) => ttmMomentum(bars, 20, out)),
  };
  for (const [firstRange, code] of [["high-low", "hl"] as const, ["missing", "nan"] as const]) {
    columns[`tr_first_${code}`] = filled(n, (out) => trueRange(bars, firstRange, out));
    for (const [windowBars, smoothing, name] of [
      [20, "simple", "atr_20_sma"] as const,
      [14, "wilder", "atr_14_wilder"] as const,
    ]) {
      columns[`${name}_first_${code}`] = filled(n, (out) =>
        atr(bars, { windowBars, smoothing, firstRange }, out),
      );
    }
  }
  return columns;
}

function channels(bars: Daily): Columns {
  const n = bars.close.length;
  const columns: Columns = {};
  for (const [basis, code] of [["sma", "sma"] as const, ["ema-seeded-sma", "ema"] as const]) {
    const [middle, upper, lower] = [0, 0, 0].map(() => new Float64Array(n));
    const range = { smoothing: "simple", firstRange: "high-low" } as const;
    const options = { windowBars: 20, multiplier: 1.5, basis, ...range };
    keltner(bars, options, { middle, upper, lower });
    columns[`kc_20_1p5_${code}_upper`] = upper;
    columns[`kc_20_1p5_${code}_lower`] = lower;
  }
  return columns;
}

function crosses({ close }: Daily): Columns {
  const columns: Columns = {};
  for (const [seed, code] of [
    ["first-value", "ewm"],
    ["talib", "talib"],
    ["sma-each", "sma_seed_each"],
  ] satisfies [MacdSeed, string][]) {
    const [line, signal, histogram] = [0, 0, 0].map(() => new Float64Array(close.length));
    const options = { fastBars: 12, slowBars: 26, signalBars: 9, seed } as const;
    macd(close, options, { macd: line, signal, histogram });
    columns[`macd_${code}`] = line;
    columns[`macd_${code}_signal`] = signal;
    // The reference has no third line for sma-each.
    if (seed !== "sma-each") columns[`macd_${code}_hist`] = histogram;
  }
  return columns;
}

/** True and false as the reference prints them, blank where the kernel has no level yet. */
function squeezeWords(bars: Daily, sigma: "population" | "sample"): string[] {
  const level = new Float64Array(bars.close.length);
  const channelMultipliers = [2, 1.5, 1] as const;
  const options = { windowBars: 20, sigma, bandMultiplier: 2, channelMultipliers };
  squeeze(bars, options, { level, range: new Float64Array(level.length) });
  const normal = squeezeLevels.indexOf("normal");
  return Array.from(level, (at) => (Number.isNaN(at) ? "" : `${at >= normal}`));
}

const dailyPath = sharedPath("golden", "reference_daily_indicators.csv.gz");
const intradayPath = sharedPath("golden", "reference_intraday_vwap.csv.gz");

describeShared("kernels against reference vectors", () => {
  afterAll(() => {
    const { values, blanks, worst } = compared;
    console.log(`${values} values equal, ${blanks} blanks met; largest error ${worst}`);
  });

  for (const symbol of ["AAPL", "SMCI", "AERT"]) {
    test(`daily indicators of ${symbol} are those of the reference`, () => {
      const rows = readCsv(dailyPath ?? "").filter((row) => row["symbol"] === symbol);
      expect(rows.length).toBe(355);
      const [high, low, close, volume] = ["high", "low", "close", "volume"].map((name) =>
        numberColumn(rows, name),
      );
      const bars: Daily = { high, low, close, volume };
      const highestPrice = Math.max(...high);
      for (const part of [means, widths, ranges, channels, crosses]) {
        compare(rows, part(bars), highestPrice);
      }
      // Whole shares are summed without any rounding.
      for (const [start, name] of [
        ["zero", "obv_start_0"] as const,
        ["first-volume", "obv_start_vol0"] as const,
      ]) {
        const total = filled(355, (out) => obv(bars, start, out));
        expect(worstError(total, numberColumn(rows, name)), name).toBe(0);
        compared.values += 355;
      }
      for (const [sigma, name] of [
        ["population", "squeeze_on_pop"] as const,
        ["sample", "squeeze_on_samp"] as const,
      ]) {
        const words = squeezeWords(bars, sigma);
        expect(words, name).toEqual(rows.map((row) => row[name] ?? ""));
        compared.values += words.filter((word) => word !== "").length;
        compared.blanks += words.filter((word) => word === "").length;
      }
    });
  }

  test("session vwap from 04:00 and from 09:30 is that of the reference", () => {
    const rows = readCsv(intradayPath ?? "");
    const [high, low, close, volume] = ["high", "low", "close", "volume"].map((name) =>
      numberColumn(rows, name),
    );
    // The file holds whole New York days in UTC that do not reach midnight: the date tells them.
    const days = rows.map((row) => `${row["symbol"]} ${row["time"]?.slice(0, 10)}`);
    const order = [...new Set(days)];
    const dayNumbers = Float64Array.from(days, (day) => order.indexOf(day));
    const regular = dayNumbers.map((day, i) => (rows[i]["session"] === "rth" ? day : Number.NaN));
    const vwapOf = (session: Float64Array) =>
      filled(rows.length, (out) => sessionVwap({ high, low, close, volume, session }, out));
    const columns = {
      vwap_from_0400_typical: vwapOf(dayNumbers),
      vwap_rth_typical: vwapOf(regular),
    };
    compare(rows, columns, Math.max(...high));
  });
});
