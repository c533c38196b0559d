import { Failure } from "../../base/failure.ts";
import type { LocalDate } from "../../domain/local-date.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import type { OptionChain } from "../../domain/option-contract.ts";
import { leadingSide, type SidedPremium } from "../../kernels/options/net-premium.ts";
import type { Sourced } from "../../ports/market-data.ts";
import type { ContractState, OptionLevels, StrikeRow } from "../../ports/option-store.ts";
import type { Store } from "../../ports/store.ts";
import type { MarketData } from "../market-data/market-data.ts";
import { chainLevels } from "./chain-levels.ts";
import { completeChain, type ModelFacts, type PricedContract } from "./complete-chain.ts";
import { type StateStep, stepStates } from "./contract-states.ts";
import { type FlowThresholds, type FoundFlow, findFlows } from "./find-flows.ts";
import { optionHours } from "./option-hours.ts";
import { strikeRows } from "./strike-rows.ts";
import { readTradeSides } from "./trade-sides.ts";

export interface LookParts {
  readonly data: Pick<MarketData, "ability" | "chain" | "optionTrades">;
  readonly store: Pick<Store, "options">;
  /** Where the chain does not tell its own: see OptionDeskOptions. */
  readonly interestRatio: number;
  readonly thresholds: FlowThresholds;
}

export interface LookFacts {
  readonly underlying: string;
  readonly expiries: readonly LocalDate[];
  /** What a quote says of the underlying; null where there is none of today. */
  readonly price: number | null;
  readonly volume: number | null;
  readonly marketTsMs: number;
  readonly signal: AbortSignal;
}

/** What one look at a chain found: all of it is stored in one transaction, or none. */
export interface ChainLook {
  readonly levels: OptionLevels;
  readonly strikes: readonly StrikeRow[];
  /** Contracts that are not as they were, with the volume at which their flow is stored. */
  readonly changed: readonly ContractState[];
  /** All contracts of the look; empty where the chain speaks of another session. */
  readonly states: readonly ContractState[];
  readonly flows: readonly FoundFlow[];
}

/**
 * Asks for the chain of an underlying and works out levels, flows and contract states. Stores
 * nothing. Throws Failure provider.*, store.* and run.interrupted.
 */
export async function lookAtChain(parts: LookParts, facts: LookFacts): Promise<ChainLook> {
  const { underlying, expiries, signal, marketTsMs } = facts;
  const asking = { lane: "watchlist", signal } as const;
  const sourced = await parts.data.chain({ ...asking, underlying, expiries });
  const model = modelFacts(sourced, parts, facts);
  const contracts = completeChain(sourced.value.contracts, model);
  const { provenance } = sourced;
  const today = newYorkDate(marketTsMs);
  const steps = isOfSession(model.tsMs, facts) ? readSteps(parts, contracts, facts) : [];
  const flows = findFlows(steps, {
    ...{ underlying, provenance, marketTsMs },
    spot: model.spot,
    underlyingVolume: facts.volume,
    thresholds: parts.thresholds,
  });
  const earlier = parts.store.options.levelsOf(underlying);
  const isSameDay = earlier !== null && newYorkDate(earlier.computedTsMs) === today;
  const sinceTsMs = isSameDay ? earlier.computedTsMs : null;
  const trades = await readSides(parts, flows, { ...facts, sinceTsMs });
  const before = isSameDay ? parts.store.options.strikes(underlying) : [];
  const strikes = strikeRows(contracts, { spot: model.spot, trades, before });
  const levelFacts = { ...model, underlying, provenance, computedTsMs: marketTsMs };
  return {
    levels: chainLevels(contracts, strikes, levelFacts),
    strikes,
    ...statesAfter(steps, flows),
    flows: flows.map((flow) => withSide(flow, trades)),
  };
}

function modelFacts(
  { value, provenance }: Sourced<OptionChain>,
  parts: LookParts,
  facts: LookFacts,
): ModelFacts {
  return {
    spot: value.underlyingPrice ?? facts.price,
    interestRatio: value.interestRatio ?? parts.interestRatio,
    dividendRatio: value.dividendRatio ?? 0,
    tsMs: Math.min(provenance.asOfTsMs, facts.marketTsMs - provenance.delayMs),
  };
}

/** A snapshot of a night, a weekend or yesterday says nothing of today's volume. */
function isOfSession(tsMs: number, { underlying, marketTsMs }: LookFacts): boolean {
  const hours = optionHours(marketTsMs, { underlying, delayMs: 0 });
  return hours !== null && tsMs >= hours.openTsMs;
}

function readSteps(
  { store }: LookParts,
  contracts: readonly PricedContract[],
  { underlying, marketTsMs }: LookFacts,
): readonly StateStep<PricedContract>[] {
  const states = new Map(store.options.contracts(underlying).map((state) => [state.occ, state]));
  return stepStates(contracts, { underlying, today: newYorkDate(marketTsMs), states });
}

/**
 * Trades since the look before this one, of the contracts that stand out in this one. A flow is
 * worth telling without its side, so a vendor that does not answer leaves it open.
 */
async function readSides(
  { data }: LookParts,
  flows: readonly FoundFlow[],
  facts: LookFacts & { readonly sinceTsMs: number | null },
): Promise<ReadonlyMap<string, SidedPremium>> {
  const ability = data.ability("option-trades");
  const { underlying, marketTsMs, signal } = facts;
  const hours = optionHours(marketTsMs, { underlying, delayMs: 0 });
  if (ability === null || hours === null || flows.length === 0) return new Map();
  const { delayMs } = ability;
  const fromTsMs = Math.max((facts.sinceTsMs ?? 0) - delayMs, hours.openTsMs);
  const query = { lane: "watchlist", signal, fromTsMs, untilTsMs: marketTsMs - delayMs } as const;
  try {
    return await readTradeSides(
      data,
      flows.map(({ step }) => step.contract),
      query,
    );
  } catch (error) {
    if (!(error instanceof Failure) || !error.code.startsWith("provider.")) throw error;
    return new Map();
  }
}

function statesAfter(
  steps: readonly StateStep<PricedContract>[],
  flows: readonly FoundFlow[],
): Pick<ChainLook, "states" | "changed"> {
  const flowing = new Set(flows.map(({ step }) => step));
  const changed: ContractState[] = [];
  const states = steps.map((step) => {
    const hasFlow = flowing.has(step);
    const state = hasFlow ? { ...step.after, flowVolume: step.after.volume } : step.after;
    if (hasFlow || step.isChanged) changed.push(state);
    return state;
  });
  return { states, changed };
}

function withSide(flow: FoundFlow, trades: ReadonlyMap<string, SidedPremium>): FoundFlow {
  const sided = trades.get(flow.step.contract.occ);
  if (sided === undefined) return flow;
  return { ...flow, row: { ...flow.row, side: leadingSide(sided) } };
}
