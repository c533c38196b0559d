import { expect, test } from "bun:test";
import type { Bars } from "../../src/domain/bars.ts";
import type { CellValue } from "../../src/domain/signal.ts";
import { macdTail } from "../../src/kernels/macd-tail.ts";
import { prepareRun, type ScannerDefinition } from "../../src/scanners/define.ts";
import { macd } from "../../src/scanners/macd.ts";
import { ttmSqueeze } from "../../src/scanners/ttm-squeeze.ts";
import { vpb } from "../../src/scanners/vpb.ts";
import { momentAsOf, parseAsOf } from "../../src/services/scan/moment.ts";
import { countClosedBy, scanSeries } from "../../src/services/scan/scan-series.ts";
import { readCsv } from "../csv.ts";
import { describeShared, sharedPath } from "../shared.ts";
import { readDailyMarket } from "./daily-market.ts";

/** Every row the reference system's own code produced, against the legacy dialects. */
describeShared("golden rows of the reference system", () => {
  const markets = new Map<string, Map<string, Bars>>();
  const fragile = fragileKeys();

  function seriesOf(row: Record<string, string>): Bars {
    const dataset = row["dataset"] as string;
    let market = markets.get(dataset);
    if (!market) {
      market = readDailyMarket(sharedPath("data", `${dataset}.csv.gz`) as string);
      markets.set(dataset, market);
    }
    const bars = market.get(row["symbol"] as string);
    if (!bars) throw new Error(`${row["symbol"]} is not in ${dataset}`);
    return bars;
  }

  function scan(definition: ScannerDefinition, row: Record<string, string>) {
    const run = prepareRun(definition, { dialect: "legacy" });
    const asOf = parseAsOf(row["as_of"] as string);
    if (!run.ok || !asOf.ok) throw new Error("the legacy dialect and the date are known");
    const bars = seriesOf(row);
    const source = { provider: "csv", feed: "golden", isSimulated: false };
    const symbol = row["symbol"] as string;
    const { length, openTsMs } = bars;
    const key = { symbol, interval: "1d", adjustment: "split" } as const;
    return scanSeries(run.value, {
      info: { id: 1, ...key, source, barCount: length, firstTsMs: openTsMs[0] ?? 0, lastTsMs: 0 },
      bars,
      moment: momentAsOf(asOf.value, "1d"),
      scratch: new Float64Array(length),
    }).result;
  }

  function compareAll(file: string, definition: ScannerDefinition, words: readonly string[]) {
    const { scanner } = definition;
    const differences: string[] = [];
    let compared = 0;
    let skipped = 0;
    for (const row of readCsv(sharedPath("golden", file) as string)) {
      if (row["window"] === "all") continue;
      if (fragile.has([scanner, row["dataset"], row["symbol"], row["as_of"]].join())) {
        skipped++;
        continue;
      }
      const result = scan(definition, row);
      const difference = compareRow(row, result, words);
      if (difference) differences.push(`${row["symbol"]} ${row["as_of"]}: ${difference}`);
      compared++;
    }
    console.log(`${scanner}: ${compared} golden rows compared, ${skipped} fragile ones left out`);
    expect(differences.slice(0, 20)).toEqual([]);
    expect(compared).toBeGreaterThan(30_000);
  }

  test("ttm-squeeze legacy equals every row", () => {
    compareAll("golden_ttm.csv.gz", ttmSqueeze, [
      ...["signal", "squeeze_on", "momentum", "momentum_direction", "squeeze_duration"],
      ...["recent_fire", "fire_date", "fire_direction", "price"],
      ...["bb_upper", "bb_lower", "kc_upper", "kc_lower"],
    ]);
  }, 120_000);

  test("vpb legacy equals every row", () => {
    compareAll("golden_vpb.csv.gz", vpb, [
      ...["price", "price_change", "price_change_pct", "buy_signal", "sell_signal"],
      ...["volume_surge", "current_volume", "volume_ma30", "volume_surge_pct", "highest_high_7"],
      ...["lowest_low_7", "breakout_distance_pct", "breakdown_distance_pct", "pattern"],
    ]);
  }, 120_000);

  test("macd legacy equals every row of its own window", () => {
    compareAll("golden_macd.csv.gz", macd, [
      ...["price", "price_change", "price_change_pct", "macd", "signal", "histogram"],
      ...["bullish_cross", "bearish_cross", "trend"],
    ]);
  }, 120_000);

  test("the macd kernel equals every row of the full window", () => {
    let compared = 0;
    const differences: string[] = [];
    for (const row of readCsv(sharedPath("golden", "golden_macd.csv.gz") as string)) {
      if (row["window"] !== "all" || row["status"] !== "ok") continue;
      const key = ["macd-all", row["dataset"], row["symbol"], row["as_of"]].join();
      if (fragile.has(key)) continue;
      const bars = seriesOf(row);
      const asOf = parseAsOf(row["as_of"] as string);
      const end = countClosedBy(bars, asOf.ok ? asOf.value : Number.NaN);
      const tail = macdTail(
        bars.close,
        { first: 0, end },
        { fastBars: 12, slowBars: 26, signalBars: 9, seed: "first-value" },
      );
      const isBullish = tail.previousHistogram <= 0 && tail.histogram > 0;
      const isBearish = tail.previousHistogram >= 0 && tail.histogram < 0;
      const values = { ...tail, bullish_cross: isBullish, bearish_cross: isBearish };
      const names = ["macd", "signal", "histogram", "bullish_cross", "bearish_cross"];
      const wrong = firstDifference(row, values, names);
      if (wrong) differences.push(`${row["symbol"]} ${row["as_of"]}: ${wrong}`);
      compared++;
    }
    console.log(`macd kernel: ${compared} golden rows compared`);
    expect(differences.slice(0, 20)).toEqual([]);
    expect(compared).toBeGreaterThan(30_000);
  }, 120_000);
});

function compareRow(
  row: Record<string, string>,
  result: { readonly status: string; readonly barCount: number; readonly values: object },
  names: readonly string[],
): string | undefined {
  const isKnown = result.status === "signal" || result.status === "none";
  if (isKnown !== (row["status"] === "ok")) return `status ${result.status} for ${row["status"]}`;
  if (!isKnown) return undefined;
  if (result.barCount !== Number(row["bars"])) return `${result.barCount} bars of ${row["bars"]}`;
  return firstDifference(row, result.values as Record<string, CellValue>, names);
}

/** Flags, words and dates to the letter, numbers to 1e-9 relative. */
function firstDifference(
  row: Record<string, string>,
  values: Readonly<Record<string, CellValue>>,
  names: readonly string[],
): string | undefined {
  for (const name of names) {
    const wanted = row[name] ?? "";
    const value = values[name] ?? null;
    const isSame =
      typeof value === "number" ? isClose(value, wanted) : (value ?? "").toString() === wanted;
    if (!isSame) return `${name} is ${value}, golden ${wanted}`;
  }
  return undefined;
}

/**
 * A difference of two prices keeps the rounding of the prices, so values near 0 are compared on
 * the scale of one: 1e-9 relative, or 1e-9 of a cent-sized quantity.
 */
function isClose(value: number, text: string): boolean {
  const wanted = Number(text);
  if (text === "") return false;
  return Math.abs(value - wanted) <= 1e-9 * Math.max(Math.abs(wanted), 0.01);
}

function fragileKeys(): Set<string> {
  const keys = new Set<string>();
  const scanners: Record<string, string> = { ttm: "ttm-squeeze", vpb: "vpb" };
  const path = sharedPath("golden", "golden_fragile_rows.csv");
  const macdPath = sharedPath("golden", "golden_fragile_macd_rows.csv");
  if (!path || !macdPath) return keys;
  for (const row of readCsv(path)) {
    const scanner = scanners[row["scanner"] as string] as string;
    keys.add([scanner, row["dataset"], row["symbol"], row["as_of"]].join());
  }
  for (const row of readCsv(macdPath)) {
    const scanner = row["window"] === "all" ? "macd-all" : "macd";
    keys.add([scanner, row["dataset"], row["symbol"], row["as_of"]].join());
  }
  return keys;
}
