import type { ScanResult, SignalRecord } from "../../domain/signal.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";

export interface FindingFacts {
  /** Time of the market that the scan speaks about. */
  readonly scannedTsMs: number;
  /** Signals that began before are kept, but they are no news to tell. */
  readonly toldFromTsMs: number;
}

/** Gathers what a scan finds, and keeps it together with the events that tell of it. */
export class FindingSaver {
  readonly #store: Store;
  readonly #clock: Pick<Clock, "nowMs">;
  readonly #facts: FindingFacts;
  #results: ScanResult[] = [];
  #signals: SignalRecord[] = [];

  constructor(store: Store, clock: Pick<Clock, "nowMs">, facts: FindingFacts) {
    this.#store = store;
    this.#clock = clock;
    this.#facts = facts;
  }

  add(result: ScanResult, signal: SignalRecord | null): void {
    this.#results.push(result);
    if (signal) this.#signals.push(signal);
  }

  get isEmpty(): boolean {
    return this.#results.length === 0;
  }

  /**
   * Writes what was gathered, and what `also` adds, in one transaction. Returns how many signals
   * the ledger did not have before. The caller announces.
   */
  commit(also?: () => void): number {
    const { bars, signals } = this.#store;
    const { scannedTsMs } = this.#facts;
    const added = bars.transaction(() => {
      const scan = { results: this.#results, signals: this.#signals, scannedTsMs };
      const addedIds = new Set(this.isEmpty ? [] : signals.save(scan).addedIds);
      for (const signal of this.#signals) if (addedIds.has(signal.id)) this.#tell(signal);
      also?.();
      return addedIds.size;
    });
    this.#results = [];
    this.#signals = [];
    return added;
  }

  #tell(record: SignalRecord): void {
    if (record.onsetTsMs < this.#facts.toldFromTsMs) return;
    const { id, scanner, symbol, interval, signal, direction, barTsMs, values, source } = record;
    const price = typeof values["price"] === "number" ? values["price"] : null;
    const { isSimulated } = source;
    this.#store.events.append(
      "signal",
      { id, scanner, symbol, interval, signal, direction, barTsMs, price, isSimulated },
      this.#clock.nowMs(),
    );
  }
}
