import { Failure } from "../../base/failure.ts";
import { type Interval, intervals } from "../../domain/interval.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import { rescan } from "./rescan.ts";
import type { MarketSession, SessionEvent, SessionStatus } from "./session-status.ts";
import type { WorkSize } from "./work-size.ts";

export interface WatchSessionOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly work: Pick<WorkSize, "partSeries">;
  readonly onEvent: (event: SessionEvent) => void;
}

/** How often the store is asked whether it has new bars. */
const pollMs = 2_000;
/** While an import runs, what it has brought so far is scanned once in so long. */
const rescanMs = 30_000;

/** Imported data: scans it, and scans it again when another process has brought more. */
export class WatchSession implements MarketSession {
  readonly #options: WatchSessionOptions;
  #activity: SessionStatus["activity"] = null;
  #lastScanTsMs: number | null = null;
  #scannedState = "";

  constructor(options: WatchSessionOptions) {
    this.#options = options;
  }

  status(): SessionStatus {
    return {
      isSimulated: false,
      marketTsMs: null,
      activity: this.#activity,
      lastScanTsMs: this.#lastScanTsMs,
    };
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      await this.#scanWhenChanged(signal);
      await clock.sleep(pollMs, signal);
    }
  }

  async #scanWhenChanged(signal: AbortSignal): Promise<void> {
    const { store, clock, onEvent } = this.#options;
    try {
      const [newest] = store.imports.imports(1);
      const state = newest ? `${newest.fileKey} ${newest.rowsDone} ${newest.updatedTsMs}` : "none";
      if (state === this.#scannedState) return;
      const isRunning = newest?.isComplete === false;
      const sinceMs = clock.nowMs() - (this.#lastScanTsMs ?? Number.NEGATIVE_INFINITY);
      if (isRunning && sinceMs < rescanMs) return;
      this.#scannedState = state;
      await this.#scanAll(signal);
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== "store.busy") throw error;
      this.#scannedState = "";
      onEvent({ kind: "notice", text: `${error.message}; it is tried again` });
    } finally {
      this.#activity = null;
    }
  }

  async #scanAll(signal: AbortSignal): Promise<void> {
    const { store, clock, work, onEvent } = this.#options;
    const wanted = scannedIntervals(store);
    for (const [index, interval] of wanted.entries()) {
      this.#activity = { text: `scanning ${interval} bars`, doneRatio: index / wanted.length };
      const nowTsMs = clock.nowMs();
      const report = await rescan(store, { interval, nowTsMs, clock, work, signal });
      if (report === null) return;
      this.#lastScanTsMs = nowTsMs;
      onEvent({ kind: "scanned", report });
    }
  }
}

/** The lengths of the bars that there are, and days, which all shorter ones add up to. */
function scannedIntervals(store: Store): readonly Interval[] {
  const held = new Set<Interval>(store.bars.series().map(({ interval }) => interval));
  const isLonger = held.size === 1 && held.has("1w");
  if (held.size > 0 && !isLonger) held.add("1d");
  return intervals.filter((interval) => held.has(interval));
}
