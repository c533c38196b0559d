import { newYorkDate } from "../../domain/new-york.ts";
import type { Store } from "../../ports/store.ts";
import { flowVerdictsOf, isInterestPublished, sessionBeforeTsMs } from "./flow-verdicts.ts";
import type { ChainLook } from "./look-at-chain.ts";

/**
 * Stores a look, its flows and its events in one transaction: a flow is there together with the
 * volume at which it was found, so that neither a crash nor the same chain again doubles it.
 */
export function storeLook(
  store: Store,
  look: ChainLook,
  facts: {
    readonly marketTsMs: number;
    readonly nowMs: number;
    /** The flows of the session before have their verdicts. */
    readonly isJudged: boolean;
  },
): { readonly flowCount: number; readonly isJudged: boolean } {
  const { levels, strikes, changed, flows, states } = look;
  const { marketTsMs, nowMs } = facts;
  const { underlying } = levels;
  const isJudging = !facts.isJudged && isInterestPublished(states);
  const flowCount = store.bars.transaction(() => {
    store.options.putChain(levels, strikes);
    store.options.putContracts(changed);
    if (isJudging) judge(store, look, marketTsMs);
    store.providers.putFreshness([
      {
        ...{ symbol: underlying, capability: "chain", provider: levels.provider },
        ...{ fetchedTsMs: levels.computedTsMs, asOfTsMs: levels.asOfTsMs },
      },
    ]);
    store.events.append("levels.changed", { underlying, marketTsMs }, nowMs);
    const added = store.cache.addWhaleFlows(flows.map(({ row }) => row));
    if (added > 0) {
      store.events.append("flows.found", { underlying, flowCount: added, marketTsMs }, nowMs);
    }
    return added;
  });
  return { flowCount, isJudged: facts.isJudged || isJudging };
}

function judge(store: Store, { levels, states }: ChainLook, marketTsMs: number): void {
  const today = newYorkDate(marketTsMs);
  const flows = store.cache
    .whaleFlows(sessionBeforeTsMs(today))
    .filter(({ symbol }) => symbol === levels.underlying);
  const verdicts = flowVerdictsOf(flows, { states, today });
  if (verdicts.length > 0) store.cache.putFlowVerdicts(verdicts);
}
