import { nyse } from "../../domain/calendar.ts";
import type { LocalDate } from "../../domain/local-date.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import type { OptionQuote } from "../../domain/option-contract.ts";
import { emptyHistory, withSession } from "../../kernels/options/volume-history.ts";
import type { ContractState } from "../../ports/option-store.ts";

/** A contract as it was known before this look, moved on to today, and as it is after it. */
export interface StateStep<T extends OptionQuote = OptionQuote> {
  readonly contract: T;
  readonly before: ContractState;
  readonly after: ContractState;
  readonly isChanged: boolean;
}

/**
 * Moves what is remembered of each contract to this look. On the first look of a session the
 * volume of the one before goes into the history, its open interest becomes "before", and flows
 * are counted from 0. A volume that falls is a correction: it is taken over, and flows go on from
 * where they were.
 */
export function stepStates<T extends OptionQuote>(
  contracts: readonly T[],
  facts: {
    readonly underlying: string;
    readonly today: LocalDate;
    readonly states: ReadonlyMap<string, ContractState>;
  },
): readonly StateStep<T>[] {
  const { underlying, today, states } = facts;
  return contracts.map((contract) => {
    const known = states.get(contract.occ) ?? null;
    const before =
      known === null ? newState(contract, underlying, today) : moveTo(today, known, contract);
    const volume = volumeToday(contract, before, today);
    const openInterest = contract.openInterest ?? before.openInterest;
    const isChanged =
      before !== known || volume !== before.volume || openInterest !== before.openInterest;
    const after = isChanged ? { ...before, volume, openInterest } : before;
    return { contract, before, after, isChanged };
  });
}

function newState(contract: OptionQuote, underlying: string, today: LocalDate): ContractState {
  const { occ, root, expiry, right, strike, openInterest } = contract;
  return {
    ...{ occ, root, expiry, right, strike, underlying },
    volumeDate: today,
    volume: 0,
    flowVolume: 0,
    openInterest,
    openInterestBefore: null,
    ...emptyHistory,
  };
}

function moveTo(today: LocalDate, state: ContractState, contract: OptionQuote): ContractState {
  if (state.volumeDate >= today) return state;
  const isNext = nyse.previousTradingDay(today) === state.volumeDate;
  // Some vendors show yesterday's volume until the first trade, and no time of trade: the same
  // number again is yesterday's, and only what comes above it is new.
  const isOld = contract.tradeTsMs === null && contract.volume === state.volume;
  return {
    ...state,
    ...withSession(state, state.volume),
    volumeDate: today,
    volume: 0,
    flowVolume: isOld ? state.volume : 0,
    openInterest: contract.openInterest,
    // After a session without a look nobody knows which day changed it.
    openInterestBefore: isNext ? state.openInterest : null,
  };
}

/** Contracts traded today; as before where the vendor does not say. */
function volumeToday(contract: OptionQuote, state: ContractState, today: LocalDate): number {
  const { volume, tradeTsMs } = contract;
  if (volume === null) return state.volume;
  if (tradeTsMs !== null) return newYorkDate(tradeTsMs) < today ? 0 : volume;
  const isStillOld = state.volume === 0 && state.flowVolume > 0 && volume === state.flowVolume;
  return isStillOld ? 0 : volume;
}
