import { barTimeText, type ResultRow, sourceText } from "./result-table.ts";
import type { SignalRecord } from "./signal.ts";

/**
 * A ledger entry as programs get it, on the command line and over HTTP alike. `data_age_seconds`
 * is the age of the bar when the signal was found: part of the receipt.
 */
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
    data_age_seconds: Number.isFinite(record.dataAgeMs)
      ? Math.round(record.dataAgeMs / 1_000)
      : null,
    detected_at: new Date(record.detectedTsMs).toISOString(),
    bar_count: record.barCount,
    inputs_hash: record.inputsHash,
    why: record.why,
  };
}
