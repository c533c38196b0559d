import type { LocalDate } from "../../../domain/local-date.ts";
import { type RandomKey, uniformAt } from "./random.ts";

export type DemoRegime = "calm" | "trending" | "stressed";

/** How the market behaves in a phase of some weeks. */
export interface Phase {
  readonly regime: DemoRegime;
  /** Deviation of the market factor's daily log return. */
  readonly marketDeviation: number;
  /** Its mean. */
  readonly marketDrift: number;
  /** Factor on the symbols' own volatility. */
  readonly ownVolatility: number;
  /** Factor on every symbol's volume. */
  readonly volume: number;
}

const calm: Phase = {
  regime: "calm",
  marketDeviation: 0.0055,
  marketDrift: 0.0003,
  ownVolatility: 0.85,
  volume: 0.92,
};
const rising: Phase = {
  regime: "trending",
  marketDeviation: 0.0075,
  marketDrift: 0.002,
  ownVolatility: 1,
  volume: 1,
};
const falling: Phase = { ...rising, marketDrift: -0.002, volume: 1.08 };
const stressed: Phase = {
  regime: "stressed",
  marketDeviation: 0.019,
  marketDrift: -0.003,
  ownVolatility: 1.55,
  volume: 1.45,
};

/** Phases begin once in each cell of 32 days, up to 24 days into it: they last 8 to 56 days. */
const cellDays = 32;
const jitterDays = 24;

export function phaseOn(key: RandomKey, date: LocalDate): Phase {
  let cell = Math.floor(date / cellDays);
  if (date < cell * cellDays + Math.floor(uniformAt(key, 2 * cell) * jitterDays)) cell--;
  const draw = uniformAt(key, 2 * cell + 1);
  if (draw < 0.46) return calm;
  if (draw < 0.7) return rising;
  return draw < 0.83 ? falling : stressed;
}
