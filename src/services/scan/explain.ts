import { err, ok, type Result } from "../../base/result.ts";
import { canAggregate } from "../../domain/aggregate.ts";
import { barCloseTsMs } from "../../domain/bar-time.ts";
import { type Bars, countOpenedBy } from "../../domain/bars.ts";
import { intervalMs } from "../../domain/interval.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import type { ScanResult, SignalRecord } from "../../domain/signal.ts";
import type { SeriesInfo } from "../../ports/bar-store.ts";
import type { Store } from "../../ports/store.ts";
import { prepareRun, type ScannerRun } from "../../scanners/define.ts";
import { findScanner } from "../../scanners/registry.ts";
import { readSeries, type SessionFilter } from "./read-series.ts";
import { evaluateRange } from "./scan-series.ts";
import { inputsHash } from "./signal-record.ts";

/** A ledger entry beside the same computation done again from the stored bars. */
export interface Explanation {
  readonly record: SignalRecord;
  /** null when the bars are no longer in the store. */
  readonly recomputed: ScanResult | null;
  /**
   * confirmed    same bars, same verdict
   * bars-changed the stored bars differ from those read then (a correction, a split)
   * differs      same bars, another verdict: a bug, please report it
   * bars-missing the store no longer holds the bars
   */
  readonly verdict: "confirmed" | "bars-changed" | "differs" | "bars-missing";
}

/** Computes a signal of the ledger again and says whether it holds. */
export function explainSignal(store: Store, id: string): Result<Explanation> {
  const [record] = store.signals.signals({ id, limit: 1 });
  if (record === undefined) return err(`there is no signal "${id}"; list them with: l2t signals`);
  const definition = findScanner(record.scanner);
  if (!definition.ok) return definition;
  const run = prepareRun(definition.value, {
    dialect: record.dialect,
    params: JSON.parse(record.params) as Record<string, number>,
  });
  if (!run.ok) return run;
  // The ledger does not say which session filter was used, nor of how long bars longer ones were
  // made, and better ones may have been added since: the fingerprint tells.
  const attempts = candidatesFor(store, record).flatMap((info) =>
    (["regular", "all"] as const).map((session) =>
      recompute(store, { record, run: run.value, info, session }),
    ),
  );
  const exact = attempts.find((attempt) => attempt?.hash === record.inputsHash);
  const best = exact ?? attempts.find((attempt) => attempt !== undefined);
  if (best === undefined) return ok({ record, recomputed: null, verdict: "bars-missing" });
  const isSame = best.result.signal === record.signal && best.result.why === record.why;
  const verdict = exact === undefined ? "bars-changed" : isSame ? "confirmed" : "differs";
  return ok({ record, recomputed: best.result, verdict });
}

interface Recomputed {
  readonly result: ScanResult;
  readonly hash: string;
}

/** Series of the signal's symbol and prices that hold its bars or can make them, best first. */
function candidatesFor(store: Store, record: SignalRecord): readonly SeriesInfo[] {
  const { symbol, interval, adjustment } = record;
  return store.bars
    .series({ symbol, adjustment })
    .filter((info) => info.interval === interval || canAggregate(info.interval, interval))
    .toSorted((a, b) => intervalMs(b.interval) - intervalMs(a.interval));
}

function recompute(
  store: Store,
  request: {
    readonly record: SignalRecord;
    readonly run: ScannerRun;
    readonly info: SeriesInfo;
    readonly session: SessionFilter;
  },
): Recomputed | undefined {
  const { record, run, info, session } = request;
  const { interval, barTsMs } = record;
  // Up to its close, since a long bar may be put together from shorter ones that open after it.
  const untilTsMs = barCloseTsMs(barTsMs, interval) - 1;
  const options = { interval, barsMax: record.barCount, untilTsMs, session };
  let found: Recomputed | undefined;
  readSeries(store.bars, [info], options, (_, bars) => {
    found = evaluateAgain(run, record, info, bars);
  });
  return found;
}

function evaluateAgain(
  run: ScannerRun,
  record: SignalRecord,
  info: SeriesInfo,
  bars: Bars,
): Recomputed | undefined {
  const end = countOpenedBy(bars, record.barTsMs);
  const first = end - record.barCount;
  if (end === 0 || first < 0 || bars.openTsMs[end - 1] !== record.barTsMs) return undefined;
  const ageTsMs = record.detectedTsMs;
  const moment = {
    asOfTsMs: ageTsMs,
    ageTsMs,
    expectedTsMs: record.barTsMs,
    asOfDate: newYorkDate(ageTsMs),
  };
  const input = { info, bars, moment, scratch: new Float64Array(bars.close.length) };
  const result = evaluateRange(run, input, { first, end });
  return { result, hash: inputsHash(bars, { first, end }) };
}
