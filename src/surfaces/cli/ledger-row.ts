import { barTimeText, type ResultRow, sourceText } from "../../domain/result-table.ts";
import type { SignalRecord } from "../../domain/signal.ts";

/** A ledger entry as programs get it. */
export function ledgerRow(record: SignalRecord): ResultRow {
  return {
    id: record.id,
    scanner: record.scanner,
    symbol: record.symbol,
    interval: record.interval,
    signal: record.signal,
    direction: record.direction,
    onset_time: barTimeText(record.onsetTsMs, record),
    bar_time: barTimeText(record.barTsMs, record),
    bar_state: record.barState,
    dialect: record.dialect,
    params: record.params,
    adjustment: record.adjustment,
    source: sourceText(record.source),
    simulated: record.source.isSimulated,
    data_age_seconds: Math.round(record.dataAgeMs / 1_000),
    detected_at: new Date(record.detectedTsMs).toISOString(),
    bar_count: record.barCount,
    inputs_hash: record.inputsHash,
    why: record.why,
  };
}
