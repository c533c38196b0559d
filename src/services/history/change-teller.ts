import type { Interval } from "../../domain/interval.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";

export interface ChangeTellerOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** "back-fill", "correction", "split": see the event `bars.changed`. */
  readonly reason: string;
  /** An event is stored: those who wait can be woken. Called outside of transactions. */
  readonly onChange: () => void;
}

/** More symbols are not named: whoever listens reads all of them then. */
const namedSymbolsMax = 100;

/** Between two events that name nobody, for each costs every listener a walk over the market. */
const pauseMs = 30_000;

/** What changed and is not told yet: kept in the store, so that it survives a kill. */
const untoldKey = "history.untold";

/**
 * Tells of changed bars by the event `bars.changed`. Few symbols are told at once and by name;
 * changes of a market are gathered for half a minute, and the store remembers that they are to be
 * told: neither a change nor its event is lost, whenever the program is killed.
 */
export class ChangeTeller {
  readonly #options: ChangeTellerOptions;
  #toldTsMs = Number.NEGATIVE_INFINITY;

  constructor(options: ChangeTellerOptions) {
    this.#options = options;
  }

  /** Call it in the transaction of the change. */
  tell(intervals: readonly Interval[], symbols: readonly string[]): void {
    if (symbols.length === 0) return;
    if (symbols.length <= namedSymbolsMax) {
      this.#append(intervals, symbols);
      return;
    }
    const untold = new Set([...this.#untold(), ...intervals]);
    this.#remember([...untold]);
    if (this.#options.clock.nowMs() - this.#toldTsMs >= pauseMs) this.#tellUntold();
  }

  /** Tells what is gathered: at the end of a run, and at its begin after a kill. */
  flush(): void {
    if (this.#untold().length === 0) return;
    this.#options.store.bars.transaction(() => this.#tellUntold());
    this.#options.onChange();
  }

  #tellUntold(): void {
    this.#append(this.#untold(), null);
    this.#remember([]);
    this.#toldTsMs = this.#options.clock.nowMs();
  }

  #append(intervals: readonly Interval[], symbols: readonly string[] | null): void {
    const { store, clock, reason } = this.#options;
    for (const interval of intervals) {
      store.events.append("bars.changed", { interval, symbols, reason }, clock.nowMs());
    }
  }

  #untold(): readonly Interval[] {
    const text = this.#options.store.metadata.getMetadata(untoldKey) ?? "";
    return text === "" ? [] : (text.split(" ") as Interval[]);
  }

  #remember(intervals: readonly Interval[]): void {
    this.#options.store.metadata.setMetadata(untoldKey, intervals.join(" "));
  }
}
