import { nyse } from "../../domain/calendar.ts";
import type { LocalDate } from "../../domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../../domain/new-york.ts";
import { openInterestVerdict } from "../../kernels/options/oi-verdict.ts";
import type { CacheStore, FlowVerdict, StoredFlow } from "../../ports/cache-store.ts";
import type { ContractState } from "../../ports/option-store.ts";

export type WrittenVerdict = Parameters<CacheStore["putFlowVerdicts"]>[0][number];

/**
 * Whether the vendor has published the open interest of this morning: some contract of the chain
 * changed. Before that, "unchanged" would be said of everything.
 */
export function isInterestPublished(states: readonly ContractState[]): boolean {
  return states.some(
    ({ openInterest, openInterestBefore }) =>
      openInterestBefore !== null && openInterest !== null && openInterest !== openInterestBefore,
  );
}

/** When the session before a date began: flows of it are detected from here on. */
export function sessionBeforeTsMs(today: LocalDate): number {
  return newYorkTsMs(nyse.previousTradingDay(today), 0);
}

/**
 * What this morning's open interest says of the flows of the session before. All rows of a
 * contract get the verdict of its largest volume; one that has a verdict keeps it.
 */
export function flowVerdictsOf(
  flows: readonly StoredFlow[],
  facts: { readonly states: readonly ContractState[]; readonly today: LocalDate },
): readonly WrittenVerdict[] {
  const states = new Map(facts.states.map((state) => [state.occ, state]));
  const dayBefore = nyse.previousTradingDay(facts.today);
  const ofDay = flows.filter((flow) => newYorkDate(flow.detectedTsMs) === dayBefore);
  const volumes = new Map<string, number>();
  for (const { occ, volume } of ofDay) {
    if (occ) volumes.set(occ, Math.max(volumes.get(occ) ?? 0, volume));
  }
  return ofDay.flatMap((flow) => {
    const state = flow.occ ? states.get(flow.occ) : undefined;
    if (state === undefined || flow.verdict) return [];
    const volume = volumes.get(state.occ) ?? flow.volume;
    const verdict = verdictOf(state, volume);
    const nextOpenInterest = state.openInterest;
    return verdict === null || nextOpenInterest === null
      ? []
      : [{ id: flow.id, nextOpenInterest, verdict }];
  });
}

function verdictOf(state: ContractState, volume: number): FlowVerdict | null {
  return openInterestVerdict({
    openInterest: state.openInterestBefore ?? Number.NaN,
    nextOpenInterest: state.openInterest ?? Number.NaN,
    volume,
  });
}
