import { barCloseTsMs } from "../../domain/bar-time.ts";
import type { BusEvent } from "../../domain/bus-event.ts";
import type { Interval } from "../../domain/interval.ts";
import { momentOfBar } from "../scan/moment.ts";
import { type DerivedIntervals, DerivedScans } from "./derived-scans.ts";
import type { JudgeTools } from "./judge.ts";
import { scanInterval, seriesFor } from "./scan-interval.ts";

/** Time of the market between two scans of an interval. */
export const pausedScanMs = 30 * 60_000;

interface Newest {
  readonly openTsMs: number;
  readonly marketTsMs: number;
}

/**
 * A scanner that has given its state back: now and then an ordinary scan in parts, with nothing
 * kept in between.
 */
export class PausedScan {
  readonly #tools: JudgeTools;
  readonly #derived: DerivedScans;
  readonly #targets: DerivedIntervals;
  readonly #newest = new Map<Interval, Newest>();
  readonly #scannedTsMs = new Map<Interval, number>();

  constructor(tools: JudgeTools, targets: DerivedIntervals) {
    this.#tools = tools;
    this.#derived = new DerivedScans(tools);
    this.#targets = new Map(targets);
  }

  /** Takes note of new bars, and scans what is due. False when it was aborted. */
  async take(events: readonly BusEvent[], signal: AbortSignal): Promise<boolean> {
    const { positions } = this.#tools;
    for (const { topic, payload } of events) {
      if (topic !== "bars.closed") continue;
      const { interval, openTsMs, marketTsMs } = payload;
      const known = this.#newest.get(interval);
      if (known !== undefined && known.openTsMs >= openTsMs) continue;
      this.#newest.set(interval, { openTsMs, marketTsMs });
      positions.setStepped(interval, Math.max(positions.steppedTsMs(interval), openTsMs));
      this.#derived.add({ from: interval, openTsMs, marketTsMs }, this.#targets);
    }
    for (const [interval, newest] of this.#newest) {
      const sinceMs = newest.marketTsMs - (this.#scannedTsMs.get(interval) ?? -Infinity);
      if (sinceMs < pausedScanMs) continue;
      if (!(await this.#scan(interval, newest, signal))) return false;
    }
    return this.#derived.run(signal);
  }

  async #scan(interval: Interval, newest: Newest, signal: AbortSignal): Promise<boolean> {
    const { store, clock, bus, run, partSeries, onProgress, positions } = this.#tools;
    const { openTsMs, marketTsMs } = newest;
    const moment = momentOfBar({ openTsMs, interval }, marketTsMs);
    const series = seriesFor(store, { interval, asOfTsMs: barCloseTsMs(openTsMs, interval) });
    const toldFromTsMs = moment.expectedTsMs;
    const summary = await scanInterval(
      { run, interval, moment, series, toldFromTsMs },
      {
        ...{ store, clock, partSeries, signal, onPart: onProgress },
        alsoSave: () => {
          positions.setRefreshed(interval, openTsMs);
          positions.save();
        },
      },
    );
    bus.announce();
    if (summary === null) return false;
    this.#scannedTsMs.set(interval, marketTsMs);
    store.releaseCaches();
    return true;
  }
}
