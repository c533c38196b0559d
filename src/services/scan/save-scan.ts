import { utcText } from "../../domain/result-table.ts";
import type { ScanResult, SignalRecord } from "../../domain/signal.ts";
import type { Store } from "../../ports/store.ts";
import { defaultRun, type ScannerDefinition, type ScannerRun } from "../../scanners/define.ts";
import {
  type MarketScan,
  planScan,
  type ResultVisitor,
  type ScanCoverage,
  type ScanRequest,
  scanEach,
  scanPart,
} from "./scan-market.ts";

export interface SaveFacts {
  readonly definitions: readonly ScannerDefinition[];
  readonly scannedTsMs: number;
  /** Some of the market was left out: the counts in `cache_metadata` stay as they are. */
  readonly isPartial?: boolean;
}

/** Results that wait for being written: bounds what a scan of a large market holds. */
const pendingResultsMax = 256;

/**
 * Scans and keeps what was found, in one transaction: all of it or nothing. Signals of every
 * dialect go to the ledger, once each; the latest tables hold the default dialects with their
 * default parameters only, so that a symbol never has two states. `visit` sees every result on
 * its way.
 */
export function scanAndSave(
  store: Store,
  request: ScanRequest,
  facts: SaveFacts & { readonly visit?: ResultVisitor },
): ScanCoverage & { readonly signalsAdded: number } {
  return store.bars.transaction(() => {
    const saver = new ScanSaver(store, facts);
    const coverage = scanEach(store.bars, request, (result, signal) => {
      saver.add(result, signal);
      facts.visit?.(result, signal);
    });
    return { ...coverage, signalsAdded: saver.finish() };
  });
}

/**
 * The same for a program that has other work: part after part, each in a transaction of its own,
 * with a pause between two of them. Counts are kept at the end. An abort ends it early, and then
 * resolves to null; what was found until then is kept.
 */
export async function scanAndSaveInParts(
  store: Store,
  request: ScanRequest,
  facts: SaveFacts & {
    readonly visit?: ResultVisitor;
    readonly pause: () => Promise<unknown>;
    /** Series of one part. */
    readonly partSeries: number;
    readonly signal?: AbortSignal;
  },
): Promise<(ScanCoverage & { readonly signalsAdded: number }) | null> {
  const { partSeries } = facts;
  const plan = planScan(store.bars, request);
  const saver = new ScanSaver(store, facts);
  for (let from = 0; from < plan.series.length; from += partSeries) {
    if (facts.signal?.aborted) return null;
    const part = plan.series.slice(from, from + partSeries);
    store.bars.transaction(() => {
      scanPart(store.bars, plan, part, (result, signal) => {
        saver.add(result, signal);
        facts.visit?.(result, signal);
      });
      saver.flush();
    });
    await facts.pause();
  }
  const signalsAdded = store.bars.transaction(() => saver.finish());
  const { moment, interval, symbolCount, newest } = plan;
  return { moment, interval, symbolCount, newest, signalsAdded };
}

/** Keeps a scan that is there as a whole; see `scanAndSave`. */
export function saveScan(
  store: Store,
  scan: MarketScan,
  facts: SaveFacts,
): { readonly signalsAdded: number } {
  return store.bars.transaction(() => {
    const saver = new ScanSaver(store, facts);
    for (const result of scan.results) saver.add(result, null);
    for (const signal of scan.signals) saver.addSignal(signal);
    return { signalsAdded: saver.finish() };
  });
}

class ScanSaver {
  readonly #store: Store;
  readonly #facts: SaveFacts;
  /** Dialect and parameters that the latest tables hold, by scanner. */
  readonly #kept: ReadonlyMap<string, ScannerRun>;
  readonly #tallies = new Map<string, Tally>();
  #results: ScanResult[] = [];
  #signals: SignalRecord[] = [];
  #signalsAdded = 0;

  constructor(store: Store, facts: SaveFacts) {
    this.#store = store;
    this.#facts = facts;
    this.#kept = new Map(facts.definitions.map((d) => [d.scanner, defaultRun(d)]));
  }

  add(result: ScanResult, signal: SignalRecord | null): void {
    if (signal) this.addSignal(signal);
    const kept = this.#kept.get(result.scanner);
    if (kept?.dialectName !== result.dialect || kept.paramsText !== result.params) return;
    this.#results.push(result);
    this.#count(result);
    if (this.#results.length >= pendingResultsMax) this.flush();
  }

  addSignal(signal: SignalRecord): void {
    this.#signals.push(signal);
    if (this.#signals.length >= pendingResultsMax) this.flush();
  }

  /** Writes the rest and the counts; returns how many signals the ledger did not have before. */
  finish(): number {
    this.flush();
    if (this.#facts.isPartial) return this.#signalsAdded;
    for (const [scanner, tally] of this.#tallies) {
      const facts = metadataOf(scanner, tally, this.#facts.scannedTsMs);
      for (const [key, value] of facts) this.#store.metadata.setMetadata(key, value);
    }
    return this.#signalsAdded;
  }

  #count(result: ScanResult): void {
    const tally = this.#tallies.get(result.scanner) ?? emptyTally();
    this.#tallies.set(result.scanner, tally);
    if (result.status === "signal") countSignal(tally, result);
  }

  /** Writes what waits. */
  flush(): void {
    if (this.#results.length === 0 && this.#signals.length === 0) return;
    const { scannedTsMs } = this.#facts;
    const scan = { results: this.#results, signals: this.#signals, scannedTsMs };
    this.#signalsAdded += this.#store.signals.save(scan).signalsAdded;
    this.#results = [];
    this.#signals = [];
  }
}

/** Signals of a scan by kind and direction. */
export interface Tally {
  active: number;
  fired: number;
  bullish: number;
  bearish: number;
}

export function emptyTally(): Tally {
  return { active: 0, fired: 0, bullish: 0, bearish: 0 };
}

export function countSignal(
  tally: Tally,
  { signal, direction }: Pick<ScanResult, "signal" | "direction">,
): void {
  if (signal === "active") tally.active++;
  if (signal === "fired") tally.fired++;
  if (direction === "bullish") tally.bullish++;
  if (direction === "bearish") tally.bearish++;
}

/** The words under which the reference system keeps its counts in `cache_metadata`. */
export function metadataOf(scanner: string, tally: Tally, scannedTsMs: number): [string, string][] {
  const scanned = utcText(scannedTsMs);
  if (scanner === "ttm-squeeze") {
    return [
      ["ttm_last_scan", scanned],
      ["ttm_active_count", String(tally.active)],
      ["ttm_fired_count", String(tally.fired)],
      ["ttm_bullish_fires", String(tally.bullish)],
      ["ttm_bearish_fires", String(tally.bearish)],
    ];
  }
  const prefix = scanner.replaceAll("-", "_");
  return [
    [scanner === "macd" ? "macd_scanner_last_update" : `${prefix}_last_scan`, scanned],
    [`${prefix}_bullish_count`, String(tally.bullish)],
    [`${prefix}_bearish_count`, String(tally.bearish)],
  ];
}
