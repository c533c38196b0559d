import { createHash } from "node:crypto";
import { assert } from "../../base/assert.ts";
import type { Interval } from "../../domain/interval.ts";
import type { ResultRow } from "../../domain/result-table.ts";
import type { ScanStatus } from "../../domain/signal.ts";
import type { Store } from "../../ports/store.ts";
import type { ScannerDefinition } from "../../scanners/define.ts";
import { filterNames, selectRows } from "../../services/scan/select-rows.ts";
import { signalWord } from "./signal-word.ts";

/** What is known about the rows of one scanner and interval without looking at each of them. */
export interface ResultFacts {
  /** Changes whenever a cell does. */
  readonly version: string;
  readonly rowCount: number;
  readonly statusCounts: Readonly<Partial<Record<ScanStatus, number>>>;
  /** Rows that each filter of the scanner lists. */
  readonly filterCounts: Readonly<Record<string, number>>;
  /** Newest scan and newest bar as the rows name them; null without rows. */
  readonly scannedAt: string | null;
  readonly barTime: string | null;
  readonly sources: readonly string[];
  readonly dialects: readonly string[];
  readonly isSimulated: boolean;
  /** The signals by symbol: for cross references. */
  readonly signals: ReadonlyMap<string, SignalFact>;
}

export interface SignalFact {
  /** The scanner's word for it. */
  readonly word: string;
  readonly direction: string;
}

/** The newest rows of one scanner and interval. They never change: a new scan makes new ones. */
export class ScannerResults {
  readonly facts: ResultFacts;
  /** Sorted by symbol. */
  readonly rows: readonly ResultRow[];
  readonly #selected = new Map<string, readonly ResultRow[]>();

  constructor(rows: readonly ResultRow[], facts: ResultFacts) {
    this.rows = rows;
    this.facts = facts;
  }

  /**
   * Rows of a filter in the order of `ordering`, sorted once: thousands of clients ask for the
   * same few lists. `name` tells orderings of one scanner apart.
   */
  select(ordering: ScannerDefinition, filter: string, name = ""): readonly ResultRow[] {
    const key = `${name} ${filter}`;
    const known = this.#selected.get(key);
    if (known !== undefined) return known;
    const selected = selectRows(ordering, this.rows, { filter, limit: 0 });
    assert(selected.ok, "the filter is one of those offered");
    this.#selected.set(key, selected.value);
    return selected.value;
  }
}

/** Rows kept between answers, all scanners together: 0.75 KB each, 30 MB for five large markets. */
const keptRowsMax = 40_000;
const largeReadRows = 2_000;
/**
 * Every writer of this product changes the metadata with its rows, so a change is seen at once;
 * rows that another program wrote are seen after this time.
 */
const unseenMsMax = 10_000;

interface Kept<T> {
  readonly value: T;
  readonly stamp: string;
  readonly readMs: number;
}

/** The newest scan results, read from the store when they have changed and kept in between. */
export class LatestResults {
  readonly #store: Pick<Store, "metadata" | "signals">;
  readonly #elapsedMs: () => number;
  /** Least recently used first. */
  readonly #rows = new Map<string, Kept<ScannerResults>>();
  /** One entry for each scanner and interval that is asked for. */
  readonly #facts = new Map<string, Kept<ResultFacts>>();

  constructor(store: Pick<Store, "metadata" | "signals">, elapsedMs: () => number) {
    this.#store = store;
    this.#elapsedMs = elapsedMs;
  }

  /** A text that changes with every scan that is saved. */
  stamp(): string {
    const facts = this.#store.metadata.allMetadata();
    return facts.map(({ key, value, updatedTsMs }) => `${key} ${value} ${updatedTsMs}`).join("\n");
  }

  of(definition: ScannerDefinition, interval: Interval): ScannerResults {
    const stamp = this.stamp();
    const key = `${definition.scanner} ${interval}`;
    const kept = this.#rows.get(key);
    this.#rows.delete(key);
    if (kept && this.#isFresh(kept, stamp)) {
      this.#rows.set(key, kept);
      return kept.value;
    }
    const results = readResults(this.#store, definition, interval);
    const readMs = this.#elapsedMs();
    this.#rows.set(key, { value: results, stamp, readMs });
    this.#facts.set(key, { value: results.facts, stamp, readMs });
    this.#forgetOldest();
    // Reading a market leaves more garbage than rows, and the collector would wait for twice that.
    if (results.rows.length >= largeReadRows) Bun.gc(true);
    return results;
  }

  facts(definition: ScannerDefinition, interval: Interval): ResultFacts {
    const kept = this.#facts.get(`${definition.scanner} ${interval}`);
    if (kept && this.#isFresh(kept, this.stamp())) return kept.value;
    return this.of(definition, interval).facts;
  }

  #isFresh(kept: Kept<unknown>, stamp: string): boolean {
    return kept.stamp === stamp && this.#elapsedMs() - kept.readMs < unseenMsMax;
  }

  #forgetOldest(): void {
    let rowCount = 0;
    for (const { value } of this.#rows.values()) rowCount += value.rows.length;
    for (const [key, { value }] of this.#rows) {
      if (rowCount <= keptRowsMax || this.#rows.size === 1) return;
      this.#rows.delete(key);
      rowCount -= value.rows.length;
    }
  }
}

function readResults(
  store: Pick<Store, "signals">,
  definition: ScannerDefinition,
  interval: Interval,
): ScannerResults {
  const rows = store.signals.latest(definition.scanner, { interval });
  return new ScannerResults(rows, factsOf(definition, rows));
}

function factsOf(definition: ScannerDefinition, rows: readonly ResultRow[]): ResultFacts {
  const hash = createHash("sha1");
  const statusCounts: Partial<Record<ScanStatus, number>> = {};
  const sources = new Set<string>();
  const dialects = new Set<string>();
  const signals = new Map<string, SignalFact>();
  let scannedAt: string | null = null;
  let barTime: string | null = null;
  let isSimulated = false;
  for (const row of rows) {
    hash.update(JSON.stringify(row));
    const status = row["status"] as ScanStatus;
    statusCounts[status] = (statusCounts[status] ?? 0) + 1;
    sources.add(String(row["source"]));
    dialects.add(String(row["dialect"]));
    if (row["simulated"] === true) isSimulated = true;
    scannedAt = later(scannedAt, row["scanned_at"]);
    barTime = later(barTime, row["bar_time"]);
    const word = signalWord(definition, row);
    if (word === null) continue;
    signals.set(String(row["symbol"]), { word, direction: String(row["direction"]) });
  }
  return {
    version: hash.digest("base64url"),
    rowCount: rows.length,
    statusCounts,
    filterCounts: countByFilter(definition, rows),
    scannedAt,
    barTime,
    sources: [...sources].sort(),
    dialects: [...dialects].sort(),
    isSimulated,
    signals,
  };
}

function countByFilter(definition: ScannerDefinition, rows: readonly ResultRow[]) {
  // Counting needs no order, and sorting thousands of rows for each filter would cost.
  const unordered = { ...definition, orders: { default: () => 0 } };
  const counts: Record<string, number> = {};
  for (const filter of filterNames(definition)) {
    const selected = selectRows(unordered, rows, { filter, limit: 0 });
    counts[filter] = selected.ok ? selected.value.length : 0;
  }
  return counts;
}

/** Texts of one form, "2023-06-30 21:00:00" or "2023-06-30", sort by time. */
function later(known: string | null, cell: unknown): string | null {
  if (typeof cell !== "string") return known;
  return known === null || cell > known ? cell : known;
}
