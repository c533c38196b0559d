import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomWalk } from "../../../testing/prices.ts";
import { cutBars, dailyBars, runOf, scanBars } from "../../../testing/scanner-input.ts";
import { openSqliteStore } from "../../adapters/stores/sqlite/store.ts";
import { barCloseTsMs, lastClosedBarOpenTsMs } from "../../domain/bar-time.ts";
import type { Bars } from "../../domain/bars.ts";
import type { Store } from "../../ports/store.ts";
import { scanners } from "../../scanners/registry.ts";
import { explainSignal } from "./explain.ts";
import { saveScan, scanAndSave } from "./save-scan.ts";
import { type MarketScan, scanMarket } from "./scan-market.ts";
import { rowsOf, selectRows } from "./select-rows.ts";

const source = { provider: "test", feed: "made", isSimulated: false };
const runs = scanners.map((definition) => runOf(definition));
const symbols = Array.from({ length: 24 }, (_, i) => `T${String(i).padStart(2, "0")}`);
const market = new Map<string, Bars>(
  symbols.map((symbol, seed) => [
    symbol,
    dailyBars(randomWalk({ seed, bars: 400, flatChance: 0.01, gapChance: 0.01 })),
  ]),
);
const newestTsMs = [...market.values()][0]?.openTsMs[399] as number;
const nowTsMs = barCloseTsMs(newestTsMs, "1d") + 60_000;

let folder: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-scan-"));
  store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: scanners });
  for (const [symbol, bars] of market) write(symbol, bars);
});

afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

function write(symbol: string, bars: Bars, adjustment: "split" | "raw" = "split"): void {
  store.bars.write({ symbol, interval: bars.interval, adjustment }, bars, source);
}

function scan(request: Partial<Parameters<typeof scanMarket>[1]> = {}): MarketScan {
  return scanMarket(store.bars, { runs, interval: "1d", nowTsMs, ...request });
}

describe("a scan of the market", () => {
  test("gives every symbol every scanner's answer, as on its bars alone", () => {
    const { results, symbolCount } = scan();
    expect(symbolCount).toBe(symbols.length);
    expect(results.length).toBe(symbols.length * runs.length);
    for (const result of results) {
      const run = runs.find(({ definition }) => definition.scanner === result.scanner);
      if (!run) throw new Error(`${result.scanner} was asked for`);
      const alone = scanBars(run, market.get(result.symbol) as Bars, result.symbol);
      expect({ ...result, dataAgeMs: 0 }).toEqual({ ...alone, source, dataAgeMs: 0 });
      expect(result.dataAgeMs).toBe(60_000);
    }
  });

  test("as of a day equals a scan before the later bars were written", () => {
    const asOfTsMs = barCloseTsMs(market.get("T00")?.openTsMs[320] as number, "1d");
    const past = scan({ asOfTsMs });
    const other = openSqliteStore({ path: join(folder, "past.db"), tables: scanners });
    for (const [symbol, bars] of market) {
      const key = { symbol, interval: "1d", adjustment: "split" } as const;
      other.bars.write(key, cutBars(bars, 0, 321), source);
    }
    expect(scanMarket(other.bars, { runs, interval: "1d", nowTsMs, asOfTsMs }).results).toEqual(
      past.results,
    );
    other.close();
  });

  test("what was not listed yet is left out, unless it is asked for by name", () => {
    write("LATE", cutBars(market.get("T00") as Bars, 350));
    const asOfTsMs = barCloseTsMs(market.get("T00")?.openTsMs[320] as number, "1d");
    expect(scan({ asOfTsMs }).symbolCount).toBe(symbols.length);
    expect(scan().symbolCount).toBe(symbols.length + 1);
    const named = scan({ asOfTsMs, symbols: new Set(["LATE"]) });
    expect(new Set(named.results.map(({ status }) => status))).toEqual(new Set(["not-warmed-up"]));
  });

  test("a symbol without the newest session is stale, in the legacy dialects it is not", () => {
    write("OLD", cutBars(market.get("T00") as Bars, 0, 399));
    const find = (request = {}) =>
      scan({ ...request, symbols: new Set(["OLD", "T01"]) }).results.find(
        (result) => result.symbol === "OLD" && result.scanner === "vpb",
      );
    expect(find()?.status).toBe("stale");
    expect(find()?.signal).toBe("none");
    const legacy = scanners.slice(0, 3).map((d) => runOf(d, { dialect: "legacy" }));
    expect(find({ runs: legacy })?.status).not.toBe("stale");
  });

  test("takes raw bars only where no adjusted ones come as far", () => {
    write("BOTH", market.get("T00") as Bars, "raw");
    write("BOTH", market.get("T01") as Bars);
    write("RAW", market.get("T02") as Bars, "raw");
    const { results } = scan({ symbols: new Set(["BOTH", "RAW"]) });
    const adjustmentOf = (symbol: string) =>
      results.find((result) => result.symbol === symbol)?.adjustment;
    expect(adjustmentOf("BOTH")).toBe("split");
    expect(adjustmentOf("RAW")).toBe("raw");
  });

  test("weeks are put together from days", () => {
    const weekly = scan({ interval: "1w", symbols: new Set(["T00"]) });
    const [result] = weekly.results;
    expect(result?.interval).toBe("1w");
    expect(result?.barCount).toBeGreaterThan(70);
  });

  test("a week whose days are not all there yet is not judged", () => {
    const longAfterTsMs = nowTsMs + 400 * 86_400_000;
    for (const length of [396, 397, 398, 399, 400]) {
      const other = openSqliteStore({ path: join(folder, `${length}.db`), tables: scanners });
      const key = { symbol: "T00", interval: "1d", adjustment: "split" } as const;
      const days = cutBars(market.get("T00") as Bars, 0, length);
      other.bars.write(key, days, source);
      const request = { runs, interval: "1w", nowTsMs: longAfterTsMs } as const;
      const [result] = scanMarket(other.bars, request).results;
      const newestCloseTsMs = barCloseTsMs(days.openTsMs[length - 1] as number, "1d");
      const barTsMs = result?.barTsMs as number;
      expect(barTsMs).toBe(lastClosedBarOpenTsMs(newestCloseTsMs, "1w"));
      expect(result?.status).not.toBe("stale");
      other.close();
    }
  });

  test("price and volume floors leave symbols out", () => {
    const all = scan();
    const closes = symbols.map((symbol) => market.get(symbol)?.close[399] as number);
    const priceMin = closes.toSorted((a, b) => a - b)[12] as number;
    const kept = new Set(scan({ priceMin }).results.map((result) => result.symbol));
    expect(kept.size).toBe(closes.filter((close) => close >= priceMin).length);
    expect(scan({ volumeMin: 1e12 }).results.length).toBe(0);
    expect(all.results.length).toBeGreaterThan(0);
  });
});

describe("a saved scan", () => {
  const facts = { definitions: scanners, scannedTsMs: nowTsMs };

  test("keeps each signal once, however often it is found", () => {
    const found = scan();
    const first = saveScan(store, found, facts);
    expect(first.signalsAdded).toBe(found.signals.length);
    expect(first.signalsAdded).toBeGreaterThan(0);
    expect(saveScan(store, scan(), facts).signalsAdded).toBe(0);
    expect(store.signals.countSignals()).toBe(first.signalsAdded);
  });

  test("is the same whether it is saved in passing or as a whole", () => {
    const passed: string[] = [];
    const saved = scanAndSave(
      store,
      { runs, interval: "1d", nowTsMs },
      { ...facts, visit: (result) => passed.push(`${result.scanner} ${result.symbol}`) },
    );
    const whole = scan();
    expect(passed).toEqual(whole.results.map((r) => `${r.scanner} ${r.symbol}`));
    expect(saved.signalsAdded).toBe(whole.signals.length);
    const rows = store.signals.latest("vpb", { interval: "1d" });
    expect(rows.map((row) => row["symbol"])).toEqual(symbols);
  });

  test("never lets an older bar replace a newer one", () => {
    saveScan(store, scan(), facts);
    const before = store.signals.latest("ttm-squeeze");
    const asOfTsMs = barCloseTsMs(market.get("T00")?.openTsMs[320] as number, "1d");
    saveScan(store, scan({ asOfTsMs }), facts);
    expect(store.signals.latest("ttm-squeeze")).toEqual(before);
  });

  test("counts for the keys of the reference system", () => {
    const found = scan();
    saveScan(store, found, facts);
    const fired = found.results.filter((result) => result.signal === "fired");
    expect(store.metadata.getMetadata("ttm_fired_count")).toBe(String(fired.length));
    expect(store.metadata.getMetadata("vpb_last_scan")).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  });

  test("is confirmed when each of its signals is computed again", () => {
    const found = scan();
    saveScan(store, found, facts);
    for (const signal of found.signals) {
      const explained = explainSignal(store, signal.id);
      expect(explained.ok && explained.value.verdict).toBe("confirmed");
    }
  });

  test("a corrected bar is told apart from a confirmed one", () => {
    const found = scan();
    saveScan(store, found, facts);
    const signal = found.signals.find(({ scanner }) => scanner === "ttm-squeeze");
    if (!signal) throw new Error("the made market has a squeeze");
    const bars = market.get(signal.symbol) as Bars;
    const volume = bars.volume.slice();
    volume[380] = (volume[380] as number) + 1;
    write(signal.symbol, { ...bars, volume });
    const explained = explainSignal(store, signal.id);
    expect(explained.ok && explained.value.verdict).toBe("bars-changed");
  });

  test("a signal of raw bars is confirmed after adjusted ones were added", () => {
    const rawOnly = openSqliteStore({ path: join(folder, "raw.db"), tables: scanners });
    for (const [symbol, bars] of market) {
      rawOnly.bars.write({ symbol, interval: "1d", adjustment: "raw" }, bars, source);
    }
    const found = scanMarket(rawOnly.bars, { runs, interval: "1d", nowTsMs });
    saveScan(rawOnly, found, facts);
    for (const [symbol, bars] of market) {
      const halved = { ...bars, close: bars.close.map((price) => price / 2) };
      rawOnly.bars.write({ symbol, interval: "1d", adjustment: "split" }, halved, source);
    }
    const verdicts = found.signals.map(({ id }) => {
      const explained = explainSignal(rawOnly, id);
      return explained.ok && explained.value.verdict;
    });
    rawOnly.close();
    expect(verdicts.length).toBeGreaterThan(0);
    expect(new Set(verdicts)).toEqual(new Set(["confirmed"]));
  });

  test("an unknown signal is refused with the way out", () => {
    expect(explainSignal(store, "nothing")).toEqual({
      ok: false,
      error: 'there is no signal "nothing"; list them with: l2t signals',
    });
  });
});

describe("rows", () => {
  test("only the filter all lists what is not a signal", () => {
    const { results } = scan();
    for (const definition of scanners) {
      const rows = rowsOf(results, definition.scanner, nowTsMs);
      const list = (filter: string) => {
        const selected = selectRows(definition, rows, { filter, limit: 0 });
        if (!selected.ok) throw new Error(selected.error);
        return selected.value;
      };
      expect(list("all").length).toBe(symbols.length);
      const signals = list("signals");
      expect(signals.every((row) => row["status"] === "signal")).toBe(true);
      expect(signals.every((row) => typeof row["signal_id"] === "string")).toBe(true);
      const sides = list("bullish").length + list("bearish").length;
      expect(sides).toBeLessThanOrEqual(signals.length);
    }
  });

  test("an unknown filter names those that exist", () => {
    const [ttm] = scanners;
    if (!ttm) throw new Error("there is a first scanner");
    expect(selectRows(ttm, [], { filter: "hot", limit: 0 })).toEqual({
      ok: false,
      error:
        '"hot" is not a filter of ttm-squeeze; use one of signals, bullish, bearish, all, ' +
        "active, fired",
    });
  });
});
