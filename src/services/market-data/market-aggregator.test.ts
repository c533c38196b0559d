import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../../adapters/stores/sqlite/store.ts";
import { aggregateBars } from "../../domain/aggregate.ts";
import { barCloseTsMs } from "../../domain/bar-time.ts";
import { type Bar, type Bars, barAt, barsFrom } from "../../domain/bars.ts";
import type { Interval } from "../../domain/interval.ts";
import { fromYearMonthDay } from "../../domain/local-date.ts";
import { newYorkTsMs } from "../../domain/new-york.ts";
import type { MarketBars } from "../../ports/bar-store.ts";
import { MarketAggregator } from "./market-aggregator.ts";

/** A Monday, a Tuesday, a half day. */
const dates = [
  fromYearMonthDay(2025, 11, 24),
  fromYearMonthDay(2025, 11, 25),
  fromYearMonthDay(2025, 11, 28),
];
const closeMinutes = [960, 960, 780];
const longer = ["15m", "30m", "1h", "4h"] as const;
const symbols = ["A", "B", "C", "D"];
const source = { provider: "test", feed: "made", isSimulated: true };

/** 5m bars of some symbols; each moment lacks some of them, and some moments lack all. */
function market(seed: number): MarketBars[] {
  let state = seed;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const moments: MarketBars[] = [];
  for (const [day, date] of dates.entries()) {
    for (let minute = 570; minute < (closeMinutes[day] as number); minute += 5) {
      const held = next() < 0.1 ? [] : symbols.filter(() => next() < 0.8);
      if (held.length === 0) continue;
      const column = () => Float64Array.from(held, () => 10 + next());
      const [open, close] = [column(), column()];
      moments.push({
        ...{ interval: "5m", adjustment: "split", openTsMs: newYorkTsMs(date, minute) },
        symbols: held,
        open,
        close,
        high: open.map((value, i) => Math.max(value, close[i] as number) + next()),
        low: open.map((value, i) => Math.min(value, close[i] as number) - next()),
        volume: Float64Array.from(held, () =>
          next() < 0.1 ? Number.NaN : Math.floor(1_000 * next()),
        ),
      });
    }
  }
  return moments;
}

function rowsOf(moments: readonly MarketBars[], symbol: string, interval: Interval): Bar[] {
  return moments.flatMap((bars) => {
    const i = bars.interval === interval ? bars.symbols.indexOf(symbol) : -1;
    if (i < 0) return [];
    const { openTsMs, open, high, low, close, volume } = bars;
    const [o, h, l, c, v] = [open, high, low, close, volume].map((column) => column[i] as number);
    return { openTsMs, open: o, high: h, low: l, close: c, volume: v } as Bar;
  });
}

/** Complete longer bars of a symbol, by the batch form. */
function expected(moments: readonly MarketBars[], symbol: string, interval: Interval): Bar[] {
  const last = moments.at(-1)?.openTsMs ?? Number.NaN;
  const bars: Bars = aggregateBars(barsFrom("5m", rowsOf(moments, symbol, "5m")), interval);
  const all = Array.from({ length: bars.length }, (_, i) => barAt(bars, i));
  return all.filter(({ openTsMs }) => barCloseTsMs(openTsMs, interval) <= last + 300_000);
}

describe("longer bars of a market", () => {
  test("equal those of the batch form, each as soon as it is complete", () => {
    for (let seed = 1; seed <= 12; seed++) {
      const moments = market(seed);
      const aggregator = new MarketAggregator("5m", longer);
      const out = moments.flatMap((moment) => {
        const made = aggregator.take(moment);
        const endTsMs = moment.openTsMs + 300_000;
        for (const { openTsMs, interval } of made) {
          expect(barCloseTsMs(openTsMs, interval)).toBeLessThanOrEqual(endTsMs);
        }
        return made;
      });
      for (const symbol of symbols) {
        for (const interval of longer) {
          expect(rowsOf(out, symbol, interval)).toEqual(expected(moments, symbol, interval));
        }
      }
    }
  });

  test("never come out twice, and late moments count nowhere", () => {
    const moments = market(3);
    const aggregator = new MarketAggregator("5m", ["15m"]);
    const out = moments.flatMap((moment) => aggregator.take(moment));
    for (const moment of moments) expect(aggregator.take(moment)).toEqual([]);
    const stamps = out.map(({ openTsMs }) => openTsMs);
    expect(new Set(stamps).size).toBe(stamps.length);
  });

  test("an interval that cannot be built is a bug of the caller", () => {
    expect(() => new MarketAggregator("15m", ["5m"])).toThrow("add up");
  });
});

describe("after a restart", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "l2t-aggregator-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("the forming bars go on where they were, at any moment of the day", () => {
    const moments = market(5);
    const whole = new MarketAggregator("5m", longer);
    const outs = moments.map((moment) => whole.take(moment));
    for (const cut of [1, 20, 40, 77, 90, moments.length - 30]) {
      const store = openSqliteStore({ path: join(folder, `${cut}.db`), tables: [] });
      for (const moment of moments.slice(0, cut)) store.bars.append(moment, source);
      const again = new MarketAggregator("5m", longer);
      const last = again.restore(store.bars, (moments[cut - 1] as MarketBars).openTsMs);
      // The program may have been killed before the last longer bars were stored.
      const endTsMs = (moments[cut - 1] as MarketBars).openTsMs + 300_000;
      for (const bars of outs[cut - 1] as MarketBars[]) {
        if (barCloseTsMs(bars.openTsMs, bars.interval) === endTsMs)
          expect(last).toContainEqual(bars);
      }
      const rest = moments.slice(cut).map((moment) => again.take(moment));
      // A bucket that only the next moment shows to be over is the store's to mend.
      const sorted = (all: (readonly MarketBars[])[]) =>
        symbols.map((symbol) => longer.map((interval) => rowsOf(all.flat(), symbol, interval)));
      expect(sorted(rest)).toEqual(sorted(outs.slice(cut)));
      store.close();
    }
  });
});
