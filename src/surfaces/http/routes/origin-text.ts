import type { Provenance } from "../../../domain/provenance.ts";
import { utcText } from "../../../domain/result-table.ts";

/** Where a row of the reference system's tables comes from; null where another program wrote it. */
export function originText(provenance: Provenance | null | undefined) {
  return {
    provider: provenance?.provider ?? null,
    feed: provenance?.feed ?? null,
    delay_seconds: provenance ? provenance.delayMs / 1_000 : null,
    as_of: provenance ? utcText(provenance.asOfTsMs) : null,
  };
}
