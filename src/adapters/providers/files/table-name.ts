import { parseSymbol } from "../../../domain/instrument.ts";
import type { Interval } from "../../../domain/interval.ts";
import type { BarFile } from "../../../ports/bar-file.ts";

const tableName = /^[^.].*\.(?:csv|tsv|parquet|pq)(?:\.gz)?$/i;
const ending = /\.(?:csv|tsv|parquet|pq)(?:\.gz)?$/i;
const dateName = /^\d{4}(?:-?\d{2}){0,2}$/;

/** Ways to write a length of bars in the name of a file or a folder. */
const intervalWords: Readonly<Record<Interval, readonly string[]>> = {
  "1m": ["1m", "1min", "1minute", "minute", "minutes"],
  "5m": ["5m", "5min", "5minute"],
  "15m": ["15m", "15min", "15minute"],
  "30m": ["30m", "30min", "30minute"],
  "1h": ["1h", "60m", "60min", "1hour", "hour", "hourly"],
  "4h": ["4h", "240m", "4hour"],
  "1d": ["1d", "1day", "day", "daily", "eod"],
  "1w": ["1w", "1wk", "1week", "week", "weekly"],
};
const intervalOfWord = new Map(
  Object.entries(intervalWords).flatMap(([interval, words]) =>
    words.map((word) => [word, interval as Interval] as const),
  ),
);
const zoneOfWord = new Map([
  ...["ny", "et", "newyork", "new-york"].map((word) => [word, "America/New_York"] as const),
  ...["utc", "gmt"].map((word) => [word, "UTC"] as const),
]);

/** Whether a name is that of a table; hidden files are none. */
export function isTableName(name: string): boolean {
  return tableName.test(name);
}

/**
 * What the path below the folder tells: AAPL_5m_ny.csv, 1d/BRK.B.parquet, day_aggs_v1/2025/x.csv.
 * The first word of the file's name is the symbol; words after it and those of its folders tell the
 * length of the bars and the zone, the nearest first.
 */
export function readTableName(path: string): Pick<BarFile, "symbol" | "interval" | "zone"> {
  const folders = path.split("/");
  const stem = (folders.pop() ?? "").replace(ending, "");
  const [first = "", ...rest] = wordsOf(stem);
  const words = [...rest, ...folders.reverse().flatMap(wordsOf)];
  const isSymbol = intervalOf(first) === undefined && !dateName.test(first);
  const symbol = isSymbol ? parseSymbol(first.replace(/\.us$/i, "")) : null;
  // A long file may be called by its length alone: daily.csv.
  const all = isSymbol ? words : [first, ...words];
  return {
    symbol: symbol?.ok ? symbol.value : null,
    interval: firstOf(all, intervalOf) ?? null,
    zone: firstOf(all, (word) => zoneOfWord.get(word.toLowerCase())) ?? null,
  };
}

function wordsOf(text: string): readonly string[] {
  return text.split(/[_\s]+/).filter((word) => word !== "");
}

/** "1M" is a month to those who write it so. */
function intervalOf(word: string): Interval | undefined {
  return /^\d+M$/.test(word) ? undefined : intervalOfWord.get(word.toLowerCase());
}

function firstOf<T>(words: readonly string[], read: (word: string) => T | undefined) {
  for (const word of words) {
    const found = read(word);
    if (found !== undefined) return found;
  }
  return undefined;
}
