import { createHash } from "node:crypto";
import type { Bars } from "../../domain/bars.ts";
import { barTimeText } from "../../domain/result-table.ts";
import type { ScanResult, SignalRecord } from "../../domain/signal.ts";

/** Hexadecimal digits of the hashes: enough that two signals of one bar never share an id. */
const idHashDigits = 6;
const inputsHashDigits = 16;

/** The ledger's row for a result that is a signal. */
export function signalRecord(
  result: ScanResult,
  facts: { readonly inputsHash: string; readonly detectedTsMs: number },
): SignalRecord {
  return {
    id: signalId(result),
    scanner: result.scanner,
    dialect: result.dialect,
    params: result.params,
    symbol: result.symbol,
    interval: result.interval,
    adjustment: result.adjustment,
    source: result.source,
    signal: result.signal,
    direction: result.direction,
    onsetTsMs: result.onsetTsMs,
    barTsMs: result.barTsMs,
    barState: result.barState,
    dataAgeMs: result.dataAgeMs,
    detectedTsMs: facts.detectedTsMs,
    barCount: result.barCount,
    inputsHash: facts.inputsHash,
    values: result.values,
    why: result.why,
  };
}

/**
 * The same condition that began at the same bar has the same id, whenever and however often it
 * is found: that is what makes the ledger hold it once.
 */
export function signalId(result: ScanResult): string {
  const { scanner, symbol, interval, dialect, params, adjustment, signal, direction } = result;
  const onset = barTimeText(result.onsetTsMs, result);
  const hash = idHash([dialect, params, adjustment, signal, direction].join("\n"));
  return `${scanner}:${symbol}:${interval}:${onset}:${hash}`;
}

/** A scan has a handful of different keys and thousands of signals. */
const idHashes = new Map<string, string>();
const idHashesMax = 1_000;

function idHash(key: string): string {
  const known = idHashes.get(key);
  if (known !== undefined) return known;
  if (idHashes.size >= idHashesMax) idHashes.clear();
  const hash = createHash("sha256").update(key).digest("hex").slice(0, idHashDigits);
  idHashes.set(key, hash);
  return hash;
}

/** Fingerprint of the bars first..end-1: equal bars, equal text. */
export function inputsHash(bars: Bars, range: { first: number; end: number }): string {
  const hash = createHash("sha256");
  const { openTsMs, open, high, low, close, volume } = bars;
  for (const column of [openTsMs, open, high, low, close, volume]) {
    const part = column.subarray(range.first, range.end);
    hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  }
  return hash.digest("hex").slice(0, inputsHashDigits);
}
