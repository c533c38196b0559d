import { barTimeText, sourceText } from "../../../domain/result-table.ts";
import type { SignalRecord } from "../../../domain/signal.ts";
import {
  type Described,
  flag,
  instant,
  mapOf,
  nullable,
  number,
  object,
  text,
  whole,
  word,
} from "../openapi/schema.ts";
import { cellsSchema } from "./cells.ts";
import { isoText } from "./envelope.ts";
import {
  adjustmentField,
  directionField,
  intervalField,
  sourceField,
  symbolField,
} from "./fields.ts";

/** What it takes to compute a signal again. */
const receipt = object(
  {
    dialect: text("definition that was computed", "thinkorswim"),
    params: mapOf(number("value", 20), "parameters in effect", { lengthBars: 20 }),
    bar_count: whole("bars that were read, up to and with bar_time", 60),
    inputs_hash: text("fingerprint of those bars", "5b1f0c9d2e7a"),
    adjustment: adjustmentField,
    source: sourceField,
    simulated: flag("true for made-up prices"),
  },
  { title: "Receipt" },
);

export const signalSchema = object(
  {
    id: text("the same inputs give the same id", "ttm-squeeze:AAPL:1d:2024-06-28:4f2ac1"),
    scanner: text("who found it", "ttm-squeeze"),
    symbol: symbolField,
    interval: intervalField,
    signal: text("the scanner's word for it", "fired"),
    direction: directionField,
    onset_time: nullable(text("bar at which the condition began", "2024-06-28")),
    bar_time: nullable(text("bar at which it was first seen", "2024-06-28")),
    bar_state: word("forming: seen before that bar was over", ["closed", "forming"], "closed"),
    detected_at: instant("when it was found"),
    data_age_seconds: nullable(whole("age of the newest bar at that moment", 720)),
    values: cellsSchema("the scanner's cells at that moment"),
    why: text("the numbers behind it", "squeeze fired bullish after 8 bars"),
    receipt,
  },
  { title: "Signal" },
);

export function signalOf(record: SignalRecord): Described<typeof signalSchema> {
  const { id, scanner, symbol, interval, signal, direction, values, why } = record;
  const { dataAgeMs, detectedTsMs, barState } = record;
  return {
    ...{ id, scanner, symbol, interval, signal, direction },
    onset_time: barTimeText(record.onsetTsMs, record),
    bar_time: barTimeText(record.barTsMs, record),
    bar_state: barState,
    detected_at: isoText(detectedTsMs),
    data_age_seconds: Number.isFinite(dataAgeMs) ? Math.round(dataAgeMs / 1_000) : null,
    values,
    why,
    receipt: {
      dialect: record.dialect,
      params: JSON.parse(record.params) as Record<string, number>,
      bar_count: record.barCount,
      inputs_hash: record.inputsHash,
      adjustment: record.adjustment,
      source: sourceText(record.source),
      simulated: record.source.isSimulated,
    },
  };
}
