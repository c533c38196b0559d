import { assert } from "../../base/assert.ts";
import type { Interval } from "../../domain/interval.ts";
import type { ResultRow } from "../../domain/result-table.ts";
import type { ScanStatus } from "../../domain/signal.ts";
import type { Store } from "../../ports/store.ts";
import type { ScannerDefinition } from "../../scanners/define.ts";
import { filterNames, selectRows } from "../../services/scan/select-rows.ts";
import { RowColumns } from "./row-columns.ts";
import { collectGarbage, hasher } from "./runtime.ts";
import { ScanChanges } from "./scan-changes.ts";
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

/**
 * The newest rows of one scanner and interval. They never change: a new scan makes new ones. Rows
 * are views: `plainRow` makes an object that can be spread.
 */
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

/**
 * Rows kept between answers, all scanners together: 260 bytes each, 20,000 of them. What was made
 * of them is kept as bytes, so they are needed only for what is asked for the first time.
 */
const keptBytesMax = 5_000_000;
const largeReadRows = 2_000;
/** Rows that are objects at one moment while a table is read. */
const stretchRows = 500;
/**
 * Writers of this product tell what they changed, so a change is seen at once; rows that another
 * program wrote are seen after this time.
 */
const unseenMsMax = 10_000;
/** Of large tables, whose reading takes longer and leaves garbage. */
const unseenLargeMsMax = 60_000;
/** Where a market changes all the time, reading takes at most so much of it: one part in ten. */
const readPauseFactor = 10;
/** Quicker reads need no pause. */
const cheapReadMs = 20;

interface Kept<T> {
  readonly value: T;
  readonly stamp: string;
  readonly readMs: number;
  readonly costMs: number;
  readonly bytes: number;
}

type ReadStore = Pick<Store, "signals" | "releaseCaches"> &
  ConstructorParameters<typeof ScanChanges>[0];

/** The newest scan results, read from the store when they have changed and kept in between. */
export class LatestResults {
  readonly #store: ReadStore;
  readonly #changes: ScanChanges;
  readonly #elapsedMs: () => number;
  /** Least recently used first. */
  readonly #rows = new Map<string, Kept<ScannerResults>>();
  /** One entry for each scanner and interval that is asked for. */
  readonly #facts = new Map<string, Kept<ResultFacts>>();
  /** Symbols, which every table repeats. */
  #pool = new Map<string, string>();

  constructor(store: ReadStore, elapsedMs: () => number) {
    this.#store = store;
    this.#changes = new ScanChanges(store);
    this.#elapsedMs = elapsedMs;
  }

  /** A text that changes with every scan that is saved. */
  stamp(): string {
    return this.#changes.stamp();
  }

  of(definition: ScannerDefinition, interval: Interval): ScannerResults {
    const stamp = this.#changes.stampOf(definition.scanner, interval);
    const key = `${definition.scanner} ${interval}`;
    const kept = this.#rows.get(key);
    this.#rows.delete(key);
    if (kept && this.#isFresh(kept, stamp)) {
      this.#rows.set(key, kept);
      return kept.value;
    }
    const readMs = this.#elapsedMs();
    const { results, bytes } = readResults(this.#store, definition, { interval, pool: this.#pool });
    const costMs = this.#elapsedMs() - readMs;
    this.#rows.set(key, { value: results, stamp, readMs, costMs, bytes });
    this.#facts.set(key, { value: results.facts, stamp, readMs, costMs, bytes: 0 });
    this.#forgetOldest();
    // Reading a market leaves more garbage than rows, and the collector would wait for twice that.
    if (results.rows.length >= largeReadRows) {
      this.#store.releaseCaches();
      collectGarbage();
    }
    return results;
  }

  facts(definition: ScannerDefinition, interval: Interval): ResultFacts {
    const kept = this.#facts.get(`${definition.scanner} ${interval}`);
    const stamp = this.#changes.stampOf(definition.scanner, interval);
    if (kept && this.#isFresh(kept, stamp)) return kept.value;
    return this.of(definition, interval).facts;
  }

  /** Drops everything: it can be read again. */
  clear(): void {
    this.#rows.clear();
    this.#facts.clear();
    this.#pool = new Map();
  }

  #isFresh({ stamp: keptStamp, readMs, costMs }: Kept<unknown>, stamp: string): boolean {
    const ageMs = this.#elapsedMs() - readMs;
    if (costMs > cheapReadMs && ageMs < readPauseFactor * costMs) return true;
    const limitMs = costMs > cheapReadMs ? unseenLargeMsMax : unseenMsMax;
    return keptStamp === stamp && ageMs < limitMs;
  }

  #forgetOldest(): void {
    let bytes = 0;
    for (const kept of this.#rows.values()) bytes += kept.bytes;
    for (const [key, kept] of this.#rows) {
      if (bytes <= keptBytesMax || this.#rows.size === 1) return;
      this.#rows.delete(key);
      bytes -= kept.bytes;
    }
  }
}

/** Stretch by stretch, so that there are never many rows as objects. */
function readResults(
  store: Pick<Store, "signals">,
  definition: ScannerDefinition,
  { interval, pool }: { readonly interval: Interval; readonly pool: Map<string, string> },
): { readonly results: ScannerResults; readonly bytes: number } {
  const columns = new RowColumns(pool);
  let afterSymbol = "";
  for (;;) {
    const rows = store.signals.latest(definition.scanner, {
      ...{ interval, afterSymbol },
      limit: stretchRows,
    });
    for (const row of rows) columns.add(row);
    if (rows.length < stretchRows) break;
    afterSymbol = String(rows.at(-1)?.["symbol"]);
  }
  columns.seal();
  const hash = hasher("sha1");
  columns.hashInto(hash);
  const views = columns.views();
  const facts = factsOf(definition, views, hash.digest("base64url"));
  return { results: new ScannerResults(views, facts), bytes: columns.bytes };
}

function factsOf(
  definition: ScannerDefinition,
  rows: readonly ResultRow[],
  version: string,
): ResultFacts {
  const statusCounts: Partial<Record<ScanStatus, number>> = {};
  const sources = new Set<string>();
  const dialects = new Set<string>();
  const signals = new Map<string, SignalFact>();
  const known = new Map<string, SignalFact>();
  let scannedAt: string | null = null;
  let barTime: string | null = null;
  let isSimulated = false;
  for (const row of rows) {
    const status = row["status"] as ScanStatus;
    statusCounts[status] = (statusCounts[status] ?? 0) + 1;
    sources.add(String(row["source"]));
    dialects.add(String(row["dialect"]));
    if (row["simulated"] === true) isSimulated = true;
    scannedAt = later(scannedAt, row["scanned_at"]);
    barTime = later(barTime, row["bar_time"]);
    const word = signalWord(definition, row);
    if (word === null) continue;
    const direction = String(row["direction"]);
    // Thousands of signals say one of a few things.
    const fact = known.get(`${word} ${direction}`) ?? { word, direction };
    known.set(`${word} ${direction}`, fact);
    signals.set(String(row["symbol"]), fact);
  }
  return {
    version,
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
