import { setImmediate } from "node:timers/promises";
import type { ClosingBar } from "../../domain/closing-bar.ts";
import type { Interval } from "../../domain/interval.ts";
import type { ScanResult } from "../../domain/signal.ts";
import type { SeriesInfo } from "../../ports/bar-store.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import type { ScannerRun } from "../../scanners/define.ts";
import type { ScanMoment } from "../scan/moment.ts";
import { scanPart } from "../scan/scan-market.ts";
import { FindingSaver } from "./finding-saver.ts";

export interface ScanTask {
  readonly run: ScannerRun;
  readonly interval: Interval;
  readonly moment: ScanMoment;
  readonly series: readonly SeriesInfo[];
  readonly horizons?: ReadonlyMap<Interval, number>;
  readonly closingBars?: ReadonlyMap<Interval, ClosingBar>;
  /** Only what began from here on is news; without it everything is. */
  readonly toldFromTsMs?: number;
}

export interface ScanOptions {
  readonly store: Store;
  readonly clock: Pick<Clock, "nowMs">;
  /** Series that are read, judged and written at a time: some 2 KB of results each. */
  readonly partSeries: () => number;
  readonly signal?: AbortSignal;
  /** Told of every result; false leaves it unwritten. */
  readonly visit?: (result: ScanResult, info: SeriesInfo) => boolean;
  /** Before every part but the first: false ends the scan early. */
  readonly mayGoOn?: () => boolean;
  /** Part of the last part's transaction. */
  readonly alsoSave?: () => void;
  /** After every part is kept: how far the scan is, and how many signals it has added. */
  readonly onPart?: (seriesDone: number, signalsAdded: number) => void;
}

const noHorizons: ReadonlyMap<Interval, number> = new Map();

/**
 * The ordinary scan over some series, part after part: each is read outside of any lock, then
 * kept in a transaction together with its events. Between two parts others get a turn. Resolves
 * to how many signals were new, or to null when it ended early; what was found is kept then.
 */
export async function scanInParts(task: ScanTask, options: ScanOptions): Promise<number | null> {
  const { run, interval, moment, series, closingBars, horizons = noHorizons } = task;
  const { store, clock, signal } = options;
  const scannedTsMs = moment.ageTsMs;
  const toldFromTsMs = task.toldFromTsMs ?? Number.NEGATIVE_INFINITY;
  const saver = new FindingSaver(store, clock, { scannedTsMs, toldFromTsMs });
  const request = { runs: [run], interval, nowTsMs: moment.ageTsMs };
  const plan = { request, moment, horizons, ...(closingBars && { closingBars }) };
  let added = 0;
  let done = 0;
  do {
    if (done > 0) await setImmediate();
    if (signal?.aborted) return null;
    if (done > 0 && options.mayGoOn?.() === false) return null;
    const part = series.slice(done, done + options.partSeries());
    let at = 0;
    scanPart(store.bars, plan, part, (result, record) => {
      const info = part[at++] as SeriesInfo;
      if (options.visit?.(result, info) !== false) saver.add(result, record);
    });
    done += part.length;
    const isLast = done >= series.length;
    const alsoSave = isLast ? options.alsoSave : undefined;
    if (!saver.isEmpty || alsoSave) added += saver.commit(alsoSave);
    options.onPart?.(done, added);
  } while (done < series.length);
  return added;
}
