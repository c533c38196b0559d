import { describe, setDefaultTimeout } from "bun:test";
import { checkBars } from "./store-bars.contract.ts";
import { checkCache } from "./store-cache.contract.ts";
import { checkCoverage } from "./store-coverage.contract.ts";
import { checkEvents } from "./store-events.contract.ts";
import type { StoreHarness } from "./store-harness.ts";
import { checkKeys } from "./store-keys.contract.ts";
import { checkLive } from "./store-live.contract.ts";
import { checkMemory } from "./store-memory.contract.ts";
import { checkMerging } from "./store-merge.contract.ts";
import { checkOptions } from "./store-options.contract.ts";
import { checkProcesses } from "./store-processes.contract.ts";
import { checkProviders } from "./store-providers.contract.ts";
import { checkResearch } from "./store-research.contract.ts";
import { checkServices } from "./store-services.contract.ts";
import { checkSettings } from "./store-settings.contract.ts";
import { checkSignals } from "./store-signals.contract.ts";
import { checkWatchlists } from "./store-watchlists.contract.ts";

/** Random writes take a second; on a machine that is busy with other things, many times that. */
const timeoutMs = 60_000;

/** The laws of every store. `create` makes a new, empty one for each test. */
export function storeContract(name: string, create: () => StoreHarness): void {
  setDefaultTimeout(timeoutMs);
  describe(name, () => {
    checkBars(create);
    checkMerging(create);
    checkLive(create);
    checkSignals(create);
    checkCache(create);
    checkMemory(create);
    checkEvents(create);
    checkServices(create);
    checkKeys(create);
    checkWatchlists(create);
    checkSettings(create);
    checkOptions(create);
    checkResearch(create);
    checkCoverage(create);
    checkProviders(create);
    checkProcesses(create);
  });
}
