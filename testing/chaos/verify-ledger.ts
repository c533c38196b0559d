import { barCloseTsMs } from "../../src/domain/bar-time.ts";
import type { BusEvent } from "../../src/domain/bus-event.ts";
import type { Store } from "../../src/ports/store.ts";
import { defaultRun, type ScannerDefinition } from "../../src/scanners/define.ts";
import { scanMarket } from "../../src/services/scan/scan-market.ts";

/** What a ledger holds, against what a scan of the whole market after each bar finds. */
export interface LedgerFindings {
  /** Moments of the market that were scanned again. */
  readonly momentCount: number;
  /** Signals that these scans find. */
  readonly expectedCount: number;
  /** Of those, the ones that the ledger has not. */
  readonly missing: readonly string[];
  /** In the ledger since then, but found by no scan. */
  readonly strange: readonly string[];
  /** Ids that stand in the ledger, or were told by events, more than once. */
  readonly twice: readonly string[];
  /** Told by an event, but not in the ledger. */
  readonly untrue: readonly string[];
  /** New in the ledger and begun since then, but told by no event. */
  readonly untold: readonly string[];
}

type ClosedBars = Extract<BusEvent, { topic: "bars.closed" }>;

export interface LedgerWish {
  readonly definition: ScannerDefinition;
  /** Bars that were told of between these ids, the second one included. */
  readonly afterId: number;
  readonly untilId: number;
}

const everything = 1_000_000;

/** Walks all bars that closed in a stretch of events, as if each had been waited for. */
export function verifyLedger(store: Store, wish: LedgerWish): LedgerFindings {
  const { definition, afterId, untilId } = wish;
  const { scanner } = definition;
  const events = store.events.after(afterId, {
    topics: ["bars.closed", "signal"],
    limit: everything,
  });
  // What a bar set off is told after it: only bars end at `untilId`.
  const closed = events.filter(
    (event): event is ClosedBars => event.topic === "bars.closed" && event.id <= untilId,
  );
  const told = events.flatMap((event) =>
    event.topic === "signal" && event.payload.scanner === scanner ? event.payload.id : [],
  );
  const expected = new Set(closed.flatMap((event) => signalsAfter(store, definition, event)));
  const ledger = store.signals.signals({ scanner, limit: everything });
  const known = new Set(ledger.map(({ id }) => id));
  const firstTsMs = Math.min(...closed.map(({ payload }) => payload.openTsMs));
  const walked = new Set(closed.map(({ payload }) => momentKey(payload)));
  // What was found at one of the moments that were walked through, and began after the first.
  const since = ledger.filter(({ barTsMs, onsetTsMs, interval }) => {
    return onsetTsMs >= firstTsMs && walked.has(momentKey({ interval, openTsMs: barTsMs }));
  });
  return {
    momentCount: closed.length,
    expectedCount: expected.size,
    missing: [...expected].filter((id) => !known.has(id)),
    strange: since.map(({ id }) => id).filter((id) => !expected.has(id)),
    twice: [...repeated(ledger.map(({ id }) => id)), ...repeated(told)],
    untrue: told.filter((id) => !known.has(id)),
    untold: since.map(({ id }) => id).filter((id) => !told.includes(id)),
  };
}

function signalsAfter(
  store: Store,
  definition: ScannerDefinition,
  { payload }: ClosedBars,
): readonly string[] {
  const { interval, openTsMs, marketTsMs } = payload;
  const asOfTsMs = Math.min(barCloseTsMs(openTsMs, interval), marketTsMs);
  const runs = [defaultRun(definition)];
  const { signals } = scanMarket(store.bars, { runs, interval, nowTsMs: marketTsMs, asOfTsMs });
  return signals.map(({ id }) => id);
}

function momentKey({ interval, openTsMs }: { interval: string; openTsMs: number }): string {
  return `${interval} ${openTsMs}`;
}

function repeated(ids: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return ids.filter((id) => seen.size === seen.add(id).size);
}
