import { stat } from "node:fs/promises";
import { Failure } from "../../../base/failure.ts";
import type { Bar, Bars } from "../../../domain/bars.ts";
import { type Interval, isDateKeyed } from "../../../domain/interval.ts";
import { sessionAt } from "../../../domain/session.ts";
import type { BarFileReader } from "../../../ports/bar-file.ts";
import { BarColumns } from "./bar-columns.ts";
import type { KnownTable } from "./table-index.ts";
import { vendorFailure } from "./vendor-failure.ts";

/** Bars that are held at once: 7 MB of columns, and as much again while they grow. */
export const heldBarsMax = 150_000;

export interface CollectTools {
  readonly reader: BarFileReader;
  /** Sorted: of two bars of one moment the later table's is taken. */
  readonly tables: readonly KnownTable[];
  readonly nowTsMs: number;
  readonly signal: AbortSignal;
  /** For tests of what happens beyond. */
  readonly barsMax: number;
}

export interface CollectWish {
  /** Null: all. */
  readonly symbols: ReadonlySet<string> | null;
  readonly interval: Interval;
  readonly fromTsMs: number;
  readonly untilTsMs: number;
  readonly session: "regular" | "all";
}

/**
 * Bars of a range by symbol, rising in time, from all tables that may hold some; null where they
 * are more than `barsMax`. Throws Failure provider.* and run.interrupted.
 */
export async function collectBars(
  tools: CollectTools,
  wish: CollectWish,
): Promise<ReadonlyMap<string, Bars> | null> {
  const held = new Map<string, BarColumns>();
  let count = 0;
  for (const table of tools.tables) {
    if (!mayHold(table, wish)) continue;
    const isWhole = await readTable(tools, table, (symbol, bar) => {
      if (!isWished(symbol, bar, wish)) return;
      count++;
      if (count > tools.barsMax) throw new TooMany();
      let columns = held.get(symbol);
      if (columns === undefined) {
        columns = new BarColumns();
        held.set(symbol, columns);
      }
      columns.push(bar);
    });
    if (!isWhole) return null;
  }
  const found = new Map<string, Bars>();
  for (const [symbol, columns] of held) {
    found.set(symbol, columns.toBars(wish.interval));
    held.delete(symbol);
  }
  return found;
}

/** More bars than may be held. */
class TooMany extends Error {}

function mayHold(table: KnownTable, { interval, fromTsMs, untilTsMs, symbols }: CollectWish) {
  if (table.interval !== interval) return false;
  if (table.lastTsMs < fromTsMs || table.firstTsMs >= untilTsMs) return false;
  if (symbols === null || table.symbols === null) return true;
  for (const symbol of table.symbols) if (symbols.has(symbol)) return true;
  return false;
}

function isWished(symbol: string, { openTsMs }: Bar, wish: CollectWish): boolean {
  if (openTsMs < wish.fromTsMs || openTsMs >= wish.untilTsMs) return false;
  if (wish.symbols !== null && !wish.symbols.has(symbol)) return false;
  if (isDateKeyed(wish.interval)) return true;
  const session = sessionAt(openTsMs);
  return wish.session === "regular" ? session === "regular" : session !== "closed";
}

/** False where it has more bars than may be held. */
async function readTable(
  { reader, nowTsMs, signal }: CollectTools,
  table: KnownTable,
  take: (symbol: string, bar: Bar) => void,
): Promise<boolean> {
  const before = await stateOf(table.path);
  try {
    await reader.read({ ...table, ...before }, { interval: table.interval, nowTsMs, signal, take });
  } catch (error) {
    if (error instanceof TooMany) return false;
    throw vendorFailure(error);
  }
  const after = await stateOf(table.path);
  if (after.bytes === before.bytes && after.modifiedTsMs === before.modifiedTsMs) return true;
  const text = `"${table.path}" changed while it was read; it is read again the next time`;
  throw new Failure("provider.unavailable", text);
}

async function stateOf(path: string) {
  try {
    const { size: bytes, mtimeMs: modifiedTsMs } = await stat(path);
    return { bytes, modifiedTsMs };
  } catch (error) {
    throw new Failure("provider.unavailable", `"${path}" is gone`, { cause: error });
  }
}
