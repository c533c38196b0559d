import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import type { Bar } from "../src/domain/bars.ts";
import { nyse } from "../src/domain/calendar.ts";
import type { LocalDate } from "../src/domain/local-date.ts";
import { formatLocalDate } from "../src/domain/local-date.ts";
import { newYorkTsMs } from "../src/domain/new-york.ts";

/** A bar with a date or a moment in whatever spelling. */
export interface TableRow extends Bar {
  readonly symbol: string;
  readonly date: LocalDate;
}

/** Bars of every session from one date to another; prices follow from symbol and place. */
export function dailyRows(symbol: string, fromDate: LocalDate, toDate: LocalDate): TableRow[] {
  return nyse.tradingDaysBetween(fromDate, toDate).map((date, place) => {
    return { symbol, date, ...priceAt(symbol, place), openTsMs: newYorkTsMs(date, 0) };
  });
}

/** Bars of one session, `stepMinutes` long, the regular hours through. */
export function minuteRows(symbol: string, date: LocalDate, stepMinutes: number): TableRow[] {
  const count = 390 / stepMinutes;
  return Array.from({ length: count }, (_, place) => {
    const openTsMs = newYorkTsMs(date, 570 + place * stepMinutes);
    return { symbol, date, ...priceAt(symbol, place), openTsMs };
  });
}

function priceAt(symbol: string, place: number) {
  const base = 20 + symbol.charCodeAt(0) + place / 8;
  return {
    open: base,
    high: base + 1.25,
    low: base - 0.5,
    close: base + 0.375,
    volume: 1000 + place,
  };
}

/** A table as text; `stamp` writes the time of a row. */
export function csvOf(
  rows: readonly TableRow[],
  { header, stamp }: { readonly header: string; readonly stamp: (row: TableRow) => string },
): string {
  const hasSymbol = /symbol|ticker/i.test(header);
  const lines = rows.map((row) => {
    const { open, high, low, close, volume } = row;
    const values = [stamp(row), open, high, low, close, volume];
    return (hasSymbol ? [row.symbol, ...values] : values).join(",");
  });
  return `${[header, ...lines].join("\n")}\n`;
}

export const isoDate = ({ date }: TableRow): string => formatLocalDate(date);
export const isoUtc = ({ openTsMs }: TableRow): string => new Date(openTsMs).toISOString();
export const nanoseconds = ({ openTsMs }: TableRow): string => `${openTsMs}000000`;

/** A file below a folder, with the folders that it needs; packed where its name ends in .gz. */
export function writeTable(folder: string, path: string, content: string | Uint8Array): string {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, path.endsWith(".gz") ? gzipSync(content) : content);
  return full;
}

/** The same table as Parquet, by another hand than the one that reads it. */
export function parquetOf(
  rows: readonly TableRow[],
  options: { readonly hasSymbol: boolean; readonly rowGroupSize?: number },
): Uint8Array {
  const column = (name: "open" | "high" | "low" | "close" | "volume") => {
    return { name, data: rows.map((row) => row[name]), type: "DOUBLE" as const };
  };
  const symbols = {
    name: "ticker",
    data: rows.map(({ symbol }) => symbol),
    type: "STRING" as const,
  };
  const times = {
    ...{ name: "timestamp", type: "TIMESTAMP" as const },
    data: rows.map(({ openTsMs }) => new Date(openTsMs)),
  };
  const prices = (["open", "high", "low", "close", "volume"] as const).map(column);
  const columnData = [...(options.hasSymbol ? [symbols] : []), times, ...prices];
  const { rowGroupSize = 1_000 } = options;
  return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize }));
}
