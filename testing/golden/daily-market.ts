import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type Bar, type Bars, barsFrom } from "../../src/domain/bars.ts";
import { parseLocalDate } from "../../src/domain/local-date.ts";
import { newYorkTsMs } from "../../src/domain/new-york.ts";

/**
 * A sorted daily file of ../shared/data as bars by symbol, read by code that has nothing in
 * common with the importer. Blank volumes are NaN.
 */
export function readDailyMarket(path: string): Map<string, Bars> {
  const text = gunzipSync(readFileSync(path)).toString("utf8");
  const market = new Map<string, Bars>();
  const stamps = new Map<string, number>();
  let symbol = "";
  let rows: Bar[] = [];
  let at = text.indexOf("\n") + 1;
  while (at < text.length) {
    const next = text.indexOf("\n", at);
    const end = next < 0 ? text.length : next;
    const [name = "", date = "", open, high, low, close, volume] = text.slice(at, end).split(",");
    at = end + 1;
    if (name !== symbol) {
      if (rows.length > 0) market.set(symbol, barsFrom("1d", rows));
      symbol = name;
      rows = [];
    }
    rows.push({
      openTsMs: stampOf(date, stamps),
      open: Number(open),
      high: Number(high),
      low: Number(low),
      close: Number(close),
      volume: volume === "" ? Number.NaN : Number(volume),
    });
  }
  if (rows.length > 0) market.set(symbol, barsFrom("1d", rows));
  return market;
}

function stampOf(date: string, stamps: Map<string, number>): number {
  const known = stamps.get(date);
  if (known !== undefined) return known;
  const parsed = parseLocalDate(date);
  if (!parsed.ok) throw new Error(parsed.error);
  const tsMs = newYorkTsMs(parsed.value, 0);
  stamps.set(date, tsMs);
  return tsMs;
}
