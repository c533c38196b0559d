import { indicatorts } from "./indicatorts.ts";
import { ixjb94 } from "./ixjb94.ts";
import { technicalindicators } from "./technicalindicators.ts";
import type { Toolbox } from "./toolbox.ts";
import { tradingSignals } from "./trading-signals.ts";

/** Libraries of npm that compute what the three scanners need, whole columns. */
export const peers: readonly Toolbox[] = [ixjb94, indicatorts, technicalindicators, tradingSignals];
