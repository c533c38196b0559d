import type { Provenance } from "../../../domain/provenance.ts";
import { toSql } from "./cells.ts";
import type { NamedRow } from "./named-rows.ts";

/** Columns of every table whose rows say themselves where they come from. */
export const provenanceColumns = [
  "provider",
  "feed",
  "delay_ms",
  "as_of_ts_ms",
  "is_simulated",
] as const;
type ProvenanceColumn = (typeof provenanceColumns)[number];

export function provenanceCells(provenance: Provenance | null): NamedRow<ProvenanceColumn> {
  return {
    provider: provenance?.provider ?? null,
    feed: provenance?.feed ?? null,
    delay_ms: provenance?.delayMs ?? null,
    as_of_ts_ms: provenance?.asOfTsMs ?? null,
    is_simulated: toSql(provenance?.isSimulated),
  };
}

/** Null where another program wrote the row, which knows nothing of these columns. */
export function provenanceOrNull(row: NamedRow<ProvenanceColumn>): Provenance | null {
  return row.provider === null ? null : provenanceOf(row);
}

export function provenanceOf(row: NamedRow<ProvenanceColumn>): Provenance {
  return {
    provider: String(row.provider),
    feed: String(row.feed),
    isSimulated: row.is_simulated === 1,
    delayMs: Number(row.delay_ms),
    asOfTsMs: Number(row.as_of_ts_ms),
  };
}
