import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../../adapters/stores/sqlite/store.ts";
import { type Bar, barsFrom } from "../../domain/bars.ts";
import { nyse } from "../../domain/calendar.ts";
import { parseLocalDate } from "../../domain/local-date.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import { sessionAt, sessionBounds } from "../../domain/session.ts";
import { scanners } from "../../scanners/registry.ts";
import { readSeries } from "./read-series.ts";

const stepMs = 300_000;

/** A 5m bar for every moment of the extended sessions around a half day. */
function extendedBars(): Bar[] {
  const from = parseLocalDate("2023-11-13");
  const to = parseLocalDate("2023-12-01");
  if (!from.ok || !to.ok) throw new Error("the dates are dates");
  return nyse.tradingDaysBetween(from.value, to.value).flatMap((date) => {
    const bounds = sessionBounds(date);
    if (!bounds) throw new Error("a trading day has sessions");
    const { premarketOpenTsMs, postmarketCloseTsMs } = bounds;
    const count = (postmarketCloseTsMs - premarketOpenTsMs) / stepMs;
    return Array.from({ length: count }, (_, i) => {
      const openTsMs = premarketOpenTsMs + i * stepMs;
      return { openTsMs, open: 10, high: 11, low: 9, close: 10, volume: i };
    });
  });
}

test("as many regular bars come as are wanted, whenever extended hours end the reading", () => {
  const folder = mkdtempSync(join(tmpdir(), "l2t-read-"));
  const store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: scanners });
  const rows = extendedBars();
  const key = { symbol: "EXT", interval: "5m", adjustment: "raw" } as const;
  const source = { provider: "test", feed: "made", isSimulated: false };
  store.bars.write(key, barsFrom("5m", rows), source);
  const lastDate = newYorkDate(rows.at(-1)?.openTsMs as number);
  const moments = rows.map(({ openTsMs }) => openTsMs).filter((ts) => newYorkDate(ts) === lastDate);
  for (const barsMax of [1, 78, 250, 500]) {
    for (const untilTsMs of moments) {
      const options = { interval: "5m", barsMax, untilTsMs, session: "regular" } as const;
      readSeries(store.bars, store.bars.series(), options, (_, bars) => {
        expect(bars.length).toBeGreaterThanOrEqual(barsMax);
        expect(sessionAt(bars.openTsMs[0] as number)).toBe("regular");
      });
    }
  }
  store.close();
  rmSync(folder, { recursive: true });
});
