import type { Clock } from "../../ports/clock.ts";
import type { MetadataStore } from "../../ports/metadata-store.ts";

const key = "simulated_now_ts_ms";

/**
 * The moment that ages are measured to. A simulated market keeps its own clock in its store, so
 * that every process tells the same time of it; real data goes by the clock of the machine.
 */
export function marketNowMs(metadata: MetadataStore, clock: Pick<Clock, "nowMs">): number {
  return simulatedNowMs(metadata) ?? clock.nowMs();
}

/** Null where the data is not simulated. */
export function simulatedNowMs(metadata: MetadataStore): number | null {
  const text = metadata.getMetadata(key);
  const tsMs = text === null ? Number.NaN : Number(text);
  return Number.isFinite(tsMs) ? tsMs : null;
}

export function setSimulatedNowMs(metadata: MetadataStore, tsMs: number): void {
  metadata.setMetadata(key, String(tsMs));
}
