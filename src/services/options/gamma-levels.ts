import {
  addToProfile,
  type GammaColumns,
  gammaProfile,
  modelExposures,
} from "../../kernels/options/gamma-profile.ts";
import { strikeStepAt, sumByStrike, wallStrike } from "../../kernels/options/strike-sums.ts";
import { nearestZero } from "../../kernels/options/zero-crossing.ts";
import type { Level } from "../../ports/option-store.ts";
import type { PricedContract } from "./complete-chain.ts";
import { signedGexUsd } from "./strike-rows.ts";

/** The inputs are wrong by a little: volatilities by a tenth, the spot by half a percent. */
const ivFactors = [0.9, 1.1] as const;
const spotFactors = [0.995, 1.005] as const;
/** A level that moves by less than this part of the spot, or by one strike, stays. */
const staysRatio = 0.005;
/** Zero gamma is looked for up to 20 % away, in steps of half a percent. */
const gridReach = 0.2;
const gridSteps = 80;

export interface GammaLevels {
  readonly zeroGamma: Level | null;
  readonly callWall: Level | null;
  readonly putWall: Level | null;
  readonly callWallByOpenInterest: Level | null;
  readonly putWallByOpenInterest: Level | null;
}

/** A chain by columns, and what they say together. */
interface Board {
  readonly spot: number;
  /** Listed strikes of all expiries, rising, and which of them each contract has. */
  readonly strikes: Float64Array;
  readonly slot: Uint32Array;
  readonly isCall: Uint8Array;
  /** Without a sign; NaN where there is nothing to compute it from. */
  readonly gexUsd: Float64Array;
  readonly openInterest: Float64Array;
  readonly columns: GammaColumns;
  /** For each row of the columns, its contract. */
  readonly rowOf: Uint32Array;
}

/** Levels of a chain and whether they are robust: docs/concepts/options.md says what that means. */
export function gammaLevels(
  contracts: readonly PricedContract[],
  facts: {
    readonly spot: number;
    readonly interestRatio: number;
    readonly dividendRatio: number;
  },
): GammaLevels {
  const board = boardOf(contracts, facts);
  return {
    zeroGamma: zeroGammaOf(board),
    callWall: gammaWall(board, 1),
    putWall: gammaWall(board, 0),
    callWallByOpenInterest: interestWall(board, 1),
    putWallByOpenInterest: interestWall(board, 0),
  };
}

function boardOf(
  contracts: readonly PricedContract[],
  facts: { readonly spot: number; readonly interestRatio: number; readonly dividendRatio: number },
): Board {
  const { spot, interestRatio, dividendRatio } = facts;
  const strikes = Float64Array.from(new Set(contracts.map(({ strike }) => strike))).sort();
  const slots = new Map([...strikes].map((strike, slot) => [strike, slot]));
  const usable = [...contracts.keys()].filter((i) => isUsable(contracts[i] as PricedContract));
  const rows = usable.map((i) => contracts[i] as PricedContract);
  return {
    spot,
    strikes,
    slot: Uint32Array.from(contracts, ({ strike }) => slots.get(strike) as number),
    isCall: Uint8Array.from(contracts, ({ right }) => (right === "call" ? 1 : 0)),
    gexUsd: Float64Array.from(contracts, (one) => Math.abs(signedGexUsd(one, spot) ?? Number.NaN)),
    openInterest: Float64Array.from(contracts, ({ openInterest }) => openInterest ?? Number.NaN),
    columns: {
      strike: Float64Array.from(rows, ({ strike }) => strike),
      isCall: Uint8Array.from(rows, ({ right }) => (right === "call" ? 1 : 0)),
      years: Float64Array.from(rows, ({ years }) => years),
      ivRatio: Float64Array.from(rows, ({ ivRatio }) => ivRatio as number),
      weight: Float64Array.from(rows, (row) => (row.openInterest as number) * row.multiplier),
      interestRatio,
      carryRatio: interestRatio - dividendRatio,
    },
    rowOf: Uint32Array.from(usable),
  };
}

/** Contracts that a model can price anew at another spot. */
export function isUsable(contract: PricedContract): boolean {
  return (contract.openInterest ?? 0) > 0 && contract.ivRatio !== null;
}

function zeroGammaOf(board: Board): Level | null {
  const { columns, spot } = board;
  const spots = Float64Array.from(
    { length: gridSteps + 1 },
    (_, i) => spot * (1 - gridReach + (2 * gridReach * i) / gridSteps),
  );
  const profile = new Float64Array(spots.length);
  gammaProfile(columns, spots, { ivFactor: 1 }, profile);
  const price = nearestZero(spots, profile, spot);
  if (Number.isNaN(price)) return null;
  const others = spotFactors.map((factor) => nearestZero(spots, profile, spot * factor));
  const largest = largestRow(board);
  addToProfile(columns, largest, { spots, ivFactor: 1, times: -1 }, profile);
  others.push(nearestZero(spots, profile, spot));
  for (const ivFactor of ivFactors) {
    gammaProfile(columns, spots, { ivFactor }, profile);
    others.push(nearestZero(spots, profile, spot));
  }
  return levelOf(board, price, others);
}

/** Row of the contract with most exposure. */
function largestRow({ columns, spot }: Board): number {
  const exposures = new Float64Array(columns.strike.length);
  modelExposures(columns, { spot, ivFactor: 1 }, exposures);
  return largestAt(exposures);
}

function gammaWall(board: Board, isCall: 0 | 1): Level | null {
  const { gexUsd, columns, rowOf, spot } = board;
  const side = ofSide(board, gexUsd, isCall);
  const price = wallOf(board, side);
  if (Number.isNaN(price)) return null;
  const others = [wallOf(board, without(side, largestAt(side)))];
  const exposures = new Float64Array(columns.strike.length);
  const variants = [
    ...ivFactors.map((ivFactor) => ({ spot, ivFactor })),
    ...spotFactors.map((factor) => ({ spot: spot * factor, ivFactor: 1 })),
  ];
  for (const variant of variants) {
    modelExposures(columns, variant, exposures);
    const values = new Float64Array(gexUsd.length).fill(Number.NaN);
    exposures.forEach((value, row) => {
      values[rowOf[row] as number] = value;
    });
    others.push(wallOf(board, ofSide(board, values, isCall)));
  }
  return levelOf(board, price, others);
}

/** Open interest depends on neither spot nor volatility: only the largest contract is left out. */
function interestWall(board: Board, isCall: 0 | 1): Level | null {
  const side = ofSide(board, board.openInterest, isCall);
  const price = wallOf(board, side);
  if (Number.isNaN(price)) return null;
  return levelOf(board, price, [wallOf(board, without(side, largestAt(side)))]);
}

function wallOf(board: Board, values: Float64Array): number {
  const sums = new Float64Array(board.strikes.length);
  sumByStrike(board.slot, values, sums);
  return wallStrike(board.strikes, sums, board.spot);
}

function ofSide(board: Board, values: Float64Array, isCall: 0 | 1): Float64Array {
  return values.map((value, i) => (board.isCall[i] === isCall ? value : Number.NaN));
}

function without(values: Float64Array, index: number): Float64Array {
  return values.map((value, i) => (i === index ? Number.NaN : value));
}

function largestAt(values: Float64Array): number {
  let at = 0;
  for (let i = 1; i < values.length; i++) {
    const value = values[i] as number;
    if (value > (values[at] as number) || Number.isNaN(values[at])) at = i;
  }
  return at;
}

function levelOf(board: Board, price: number, others: readonly number[]): Level {
  const step = strikeStepAt(board.strikes, price);
  const roomUsd = Math.max(step, staysRatio * board.spot);
  return { price, isRobust: others.every((other) => Math.abs(other - price) <= roomUsd) };
}
