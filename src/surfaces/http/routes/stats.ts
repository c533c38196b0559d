import { utcText } from "../../../domain/result-table.ts";
import type { Store } from "../../../ports/store.ts";
import { scanners } from "../../../scanners/registry.ts";
import { defineRoute, jsonAnswer } from "../route.ts";

export const stats = defineRoute({
  group: "Server",
  path: "/api/stats",
  summary: "Row counts of every table, the cache metadata, and the size of the store.",
  params: {},
  acceptsUnknown: true,
  answer: (_, { store, status }) =>
    jsonAnswer(() => {
      const data = { ...countsOf(store), metadata: metadataOf(store), store: sizesOf(store) };
      return {
        success: true,
        count: Object.keys(data).length,
        data,
        simulated: status.isSimulated,
        as_of: status.lastScanTsMs === null ? null : utcText(status.lastScanTsMs),
      };
    }),
});

export const lastUpdate = defineRoute({
  group: "Server",
  path: "/api/last_update",
  summary: "When the watchlist and the whale flows were last written, UTC; null before.",
  params: {},
  acceptsUnknown: true,
  answer: (_, { store, status }) =>
    jsonAnswer(() => {
      const data = { watchlist: lastTime(store, "watchlist"), whale_flows: lastFlow(store) };
      const count = Object.values(data).filter((time) => time !== null).length;
      return { success: true, count, data, simulated: status.isSimulated };
    }),
});

/** Counts under the names that the reference system gave them, and one for each scanner. */
export function countsOf(store: Store): Record<string, number> {
  const { rowCounts } = store.stats();
  const counts: Record<string, number> = {};
  const tables = ["watchlist", "whale_flows", ...scanners.map(({ table }) => table)];
  for (const table of tables) counts[`${table}_count`] = rowCounts[table] ?? 0;
  return counts;
}

function metadataOf(store: Store): Record<string, { value: string; updated_at: string | null }> {
  const facts = store.metadata.allMetadata();
  return Object.fromEntries(
    facts.map(({ key, value, updatedTsMs }) => [key, { value, updated_at: timeOf(updatedTsMs) }]),
  );
}

function sizesOf(store: Store): Record<string, number> {
  const { bytes, barCount, barBytes, schemaVersion } = store.stats();
  const signals = store.signals.countSignals();
  return { bytes, bars: barCount, bar_bytes: barBytes, signals, schema_version: schemaVersion };
}

/** The newest row tells it too: not every writer of the table sets the metadata. */
function lastTime(store: Store, table: "watchlist"): string | null {
  const written = store.metadata.allMetadata().find(({ key }) => key === table);
  const newest = newestOf(store.cache.watchlist().map(({ updatedTsMs }) => updatedTsMs));
  return timeOf(Math.max(written?.updatedTsMs ?? Number.NEGATIVE_INFINITY, newest));
}

function lastFlow(store: Store): string | null {
  const written = store.metadata.allMetadata().find(({ key }) => key === "whale_flows");
  const [newest] = store.cache.whaleFlows(0);
  const rowTsMs = newest?.detectedTsMs ?? Number.NEGATIVE_INFINITY;
  return timeOf(Math.max(written?.updatedTsMs ?? Number.NEGATIVE_INFINITY, rowTsMs));
}

function newestOf(times: readonly number[]): number {
  return times.reduce((newest, tsMs) => Math.max(newest, tsMs), Number.NEGATIVE_INFINITY);
}

function timeOf(tsMs: number): string | null {
  return Number.isFinite(tsMs) ? utcText(tsMs) : null;
}
