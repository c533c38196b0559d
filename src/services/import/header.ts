import { err, ok, type Result } from "../../base/result.ts";
import { fieldsMax, RowSplitter } from "./row-splitter.ts";

/** Which field of a row means what; -1 where the file has no such column. */
export interface ColumnLayout {
  readonly separator: number;
  readonly fieldCount: number;
  readonly symbol: number;
  /** A date, or a full moment. */
  readonly stamp: number;
  /** A time of day that completes the date in `stamp`. */
  readonly timeOfDay: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** Header names as written, by field. */
  readonly names: readonly string[];
  /** Names of columns that the import does not read. */
  readonly ignored: readonly string[];
}

type Role = "symbol" | "moment" | "date" | "time" | "open" | "high" | "low" | "close" | "volume";

/** Spellings of each column, best first, as `canonicalName` writes them. */
const spellings: Record<Role, readonly string[]> = {
  symbol: ["symbol", "ticker", "sym", "act_symbol", "instrument", "stock", "code", "name"],
  moment: ["datetime", "date_time", "timestamp", "window_start", "open_time", "ts", "t"],
  date: ["date", "trade_date", "trading_date", "session_date", "day"],
  time: ["time", "bar_time"],
  open: ["open", "o", "open_price", "opening_price"],
  high: ["high", "h", "high_price", "day_high"],
  low: ["low", "l", "low_price", "day_low"],
  close: ["close", "c", "close_last", "close_price", "closing_price", "last", "last_price"],
  volume: ["volume", "vol", "v", "total_volume", "trade_volume"],
};

const prices = ["open", "high", "low", "close"] as const;
/** Columns that only option data has: its rows would overwrite one another as if of one stock. */
const optionNames = new Set(["strike", "strike_price", "expiration", "expiry", "expiration_date"]);

const separators = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" } as const;
const shownNamesMax = 24;
const shownNameCharsMax = 32;

/** Reads the header line. The error is a sentence about the header, without the file's name. */
export function parseHeader(line: string): Result<ColumnLayout> {
  let best: { readonly names: string[]; readonly separator: string } | null = null;
  for (const separator of Object.keys(separators)) {
    const names = splitNames(line, separator);
    if (countKnown(names) > (best ? countKnown(best.names) : 0)) best = { names, separator };
  }
  if (!best) {
    return err(
      `the first line is not a header: it reads ${showNames(splitNames(line, ","))}; ` +
        "put one like symbol,date,open,high,low,close,volume above the rows",
    );
  }
  if (best.names.length > fieldsMax) {
    return err(`the header has ${best.names.length} columns; ${fieldsMax} are the most`);
  }
  return arrange(best.names, best.separator.charCodeAt(0));
}

/** What names are compared by: "Close/Last" is close_last, "<CLOSE>" and "4. close" are close. */
export function canonicalName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^(?:\d+_)?_*|_+$/g, "");
}

function arrange(names: readonly string[], separator: number): Result<ColumnLayout> {
  const canonical = names.map(canonicalName);
  const option = names.find((_, field) => optionNames.has(canonical[field] as string));
  if (option !== undefined) {
    return err(`the column "${option}" says that these are options; import takes bars of stocks`);
  }
  const doubled = findDoubled(canonical);
  if (doubled) return err(`two columns are called "${doubled}"; rename or remove one`);

  const columns = Object.fromEntries(
    Object.entries(spellings).map(([role, known]) => [role, findColumn(canonical, known)]),
  ) as Record<Role, number>;
  const { moment, date, time, ...rest } = columns;
  const stamp = moment >= 0 ? moment : date >= 0 ? date : time;
  const timeOfDay = moment < 0 && date >= 0 ? time : -1;
  const missing: string[] = prices.filter((role) => columns[role] < 0);
  if (stamp < 0) missing.unshift("date (or time)");
  if (missing.length > 0) {
    return err(`the header has no column ${missing.join(", ")}; it reads ${showNames(names)}`);
  }
  const used = new Set([...Object.values(rest), stamp, timeOfDay]);
  const ignored = names.filter((_, field) => !used.has(field));
  return ok({ separator, fieldCount: names.length, ...rest, stamp, timeOfDay, names, ignored });
}

function findColumn(canonical: readonly string[], known: readonly string[]): number {
  for (const spelling of known) {
    const field = canonical.indexOf(spelling);
    if (field >= 0) return field;
  }
  return -1;
}

/** A name that occurs twice and means something to the import. */
function findDoubled(canonical: readonly string[]): string | undefined {
  const known = new Set(Object.values(spellings).flat());
  return canonical.find((name, field) => known.has(name) && canonical.indexOf(name) !== field);
}

function countKnown(names: readonly string[]): number {
  const canonical = names.map(canonicalName);
  return Object.values(spellings).filter((known) => findColumn(canonical, known) >= 0).length;
}

/** Splits with the same rules as the rows. */
function splitNames(line: string, separator: string): string[] {
  const bytes = new TextEncoder().encode(`${line}\n`);
  const splitter = new RowSplitter(separator.charCodeAt(0));
  splitter.split(bytes, 0);
  const decoder = new TextDecoder();
  const count = Math.min(splitter.fieldCount, fieldsMax);
  const names = Array.from({ length: count }, (_, field) =>
    decoder.decode(bytes.subarray(splitter.starts[field], splitter.ends[field])),
  );
  // Fields past the maximum only have to be counted, for the message.
  while (names.length < splitter.fieldCount) names.push("");
  return names;
}

function showNames(names: readonly string[]): string {
  const shown = names
    .slice(0, shownNamesMax)
    .map((name) => name.slice(0, shownNameCharsMax).replace(/[\p{Cc}\p{Cf}]/gu, "?"));
  if (names.length > shownNamesMax) shown.push("...");
  return `"${shown.join(",")}"`;
}
