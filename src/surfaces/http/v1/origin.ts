import type { Provenance } from "../../../domain/provenance.ts";
import { sourceText } from "../../../domain/result-table.ts";
import { flag, instant, nullable, number, text } from "../openapi/schema.ts";
import { isoOrNull, newestOf } from "./envelope.ts";

/** Where a row comes from; all but `simulated` are null where another program wrote it. */
export const originFields = {
  provider: nullable(text("who told it; null where another program wrote it", "alpaca")),
  feed: nullable(text("what the provider calls the tape", "sip")),
  delay_seconds: nullable(
    number("how far the feed lags behind the market by its terms; 0 is live", 900),
  ),
  as_of: nullable(instant("the moment that it speaks of as far as the provider says")),
  simulated: flag("true where it was made up: nothing of it happened"),
} as const;

export function originOf(provenance: Provenance | null | undefined, isSimulated: boolean) {
  return {
    provider: provenance?.provider ?? null,
    feed: provenance?.feed ?? null,
    delay_seconds: provenance ? provenance.delayMs / 1_000 : null,
    as_of: isoOrNull(provenance?.asOfTsMs),
    simulated: isSimulated || (provenance?.isSimulated ?? false),
  };
}

/**
 * What the meta of an answer says of the rows that it is made of. `table` names those of which
 * nobody noted the source, `tsMsOf` the moment that a row speaks of.
 */
export function originMeta<T>(
  rows: readonly T[],
  facts: {
    readonly isSimulated: boolean;
    readonly table: string;
    readonly provenanceOf: (row: T) => Provenance | null | undefined;
    readonly tsMsOf: (row: T) => number;
  },
) {
  const sources = new Set<string>();
  let { isSimulated } = facts;
  for (const row of rows) {
    const provenance = facts.provenanceOf(row);
    sources.add(provenance ? sourceText(provenance) : facts.table);
    isSimulated ||= provenance?.isSimulated ?? false;
  }
  return {
    simulated: isSimulated,
    source: [...sources].toSorted().join(", ") || null,
    as_of: isoOrNull(newestOf(rows.map(facts.tsMsOf))),
  };
}
