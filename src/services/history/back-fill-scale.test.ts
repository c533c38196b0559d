import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { HistoryFill } from "../../../testing/history-fill.ts";
import { dateOf, newYork } from "../../../testing/history-store.ts";

let fill: HistoryFill;

beforeEach(() => {
  fill = new HistoryFill();
});
afterEach(() => fill.made.remove());

describe("prices of another share count", () => {
  const exDate = dateOf("2025-11-05");
  const rawOnly = { bars: { adjustments: ["raw"] } } as const;

  test("raw bars are restated by the splits that are told", async () => {
    const plain = fill.marketOf({ symbols: 2 });
    const symbol = plain.symbols[0] as string;
    await fill.run(fill.backFill(plain));
    const expected = fill.made.rows({ symbol, interval: "1d" });
    const splits = [{ symbol, exDate, ratio: 4 }];
    const other = fill.made.another("raw");
    const market = fill.marketOf({ symbols: 2, splits, offers: ["splits"], ...rawOnly });
    await fill.run(fill.backFill(market, { store: other }));
    const stored = other.bars.read({ symbol, interval: "1d", adjustment: "split" });
    for (const [at, bar] of expected.entries()) {
      expect(stored.close[at]).toBeCloseTo(bar.close, 9);
      expect(stored.volume[at]).toBeCloseTo(bar.volume, 6);
    }
    expect(other.bars.series({ adjustment: "raw" })).toEqual([]);
    other.close();
  });

  test("raw bars are refused where nobody tells of splits", async () => {
    const error = await fill.run(fill.backFill(fill.marketOf(rawOnly))).catch((reason) => reason);
    expect(error).toMatchObject({ code: "provider.missing" });
    expect(fill.barCount()).toBe(0);
  });

  test("a split that nobody told of shows, and the symbol is loaded anew", async () => {
    const symbol = fill.marketOf().symbols[1] as string;
    const market = fill.marketOf({ symbols: 3, splits: [{ symbol, exDate, ratio: 10 }] });
    const wishes = [
      { interval: "1d", sessions: 12 },
      { interval: "5m", sessions: 3 },
    ] as const;
    fill.nowMs = newYork("2025-11-04 22:00");
    await fill.run(fill.backFill(market, { wishes }));
    const old = fill.made.rows({ symbol, interval: "1d" });
    fill.nowMs = newYork("2025-11-07 22:00");
    await fill.run(fill.backFill(market, { wishes }));
    const reference = fill.made.another("reference");
    await fill.run(fill.backFill(market, { wishes, store: reference }));
    for (const interval of ["1d", "5m", "1h"] as const) {
      const key = { symbol, interval, adjustment: "split" } as const;
      const fresh = reference.bars.read(key);
      const rows = new Map(fill.made.rows(key).map((bar) => [bar.openTsMs, bar]));
      expect(fresh.length).toBeGreaterThan(0);
      for (let i = 0; i < fresh.length; i++) {
        expect(rows.get(fresh.openTsMs[i] as number)?.close).toBe(fresh.close[i] as number);
      }
    }
    // Days that are older than what is loaded anew are restated as well.
    const [first] = fill.made.rows({ symbol, interval: "1d" });
    expect(first?.openTsMs).toBe(old[0]?.openTsMs as number);
    expect(first?.close).toBeCloseTo((old[0]?.close as number) / 10, 9);
    reference.close();
  });
});
