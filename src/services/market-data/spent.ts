import type { Lane } from "../../ports/market-data.ts";
import type { UsageRow } from "../../ports/provider-ledger.ts";

/** What a provider was asked in some time. */
export interface SpentRow {
  readonly requests: number;
  /** Calls that were really made, attempts included: what its limit counts. */
  readonly calls: number;
  readonly bytes: number;
  /** Requests that were answered without a call of their own. */
  readonly saved: number;
  readonly skipped: number;
  /** Without a usable answer, refusals for their number included. */
  readonly failed: number;
  readonly callsByLane: Partial<Readonly<Record<Lane, number>>>;
  readonly skippedByLane: Partial<Readonly<Record<Lane, number>>>;
}

const saved = ["cached", "joined", "unchanged"];
const failed = ["failed", "rate-limited"];

/** Sums of the ledger's hours, by provider. */
export function spentOf(rows: readonly UsageRow[]): ReadonlyMap<string, SpentRow> {
  const spent = new Map<string, SpentRow>();
  for (const row of rows) {
    const before = spent.get(row.provider) ?? nothing;
    const { requests, calls, bytes, lane, outcome } = row;
    const skipped = outcome === "skipped" ? requests : 0;
    spent.set(row.provider, {
      requests: before.requests + requests,
      calls: before.calls + calls,
      bytes: before.bytes + bytes,
      saved: before.saved + (saved.includes(outcome) ? requests : 0),
      skipped: before.skipped + skipped,
      failed: before.failed + (failed.includes(outcome) ? requests : 0),
      callsByLane: { ...before.callsByLane, [lane]: (before.callsByLane[lane] ?? 0) + calls },
      skippedByLane: {
        ...before.skippedByLane,
        ...(skipped > 0 && { [lane]: (before.skippedByLane[lane] ?? 0) + skipped }),
      },
    });
  }
  return spent;
}

const nothing: SpentRow = {
  ...{ requests: 0, calls: 0, bytes: 0, saved: 0, skipped: 0, failed: 0 },
  callsByLane: {},
  skippedByLane: {},
};
