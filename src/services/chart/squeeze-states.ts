import { squeezeLevels } from "../../kernels/squeeze.ts";
import { valueAt } from "./columns.ts";

/**
 * The squeeze at one bar.
 * unknown      the window is not full yet
 * off, on      the Bollinger bands lie outside, inside the normal Keltner channels
 * fired-up     first bar after a squeeze, momentum above zero; -down below; -flat neither
 */
export type SqueezeState = "unknown" | "off" | "on" | "fired-up" | "fired-down" | "fired-flat";

const normalLevel = squeezeLevels.indexOf("normal");

/** States by bar from the kernel's level (0..3 or NaN) and the momentum of the same bars. */
export function squeezeStates(level: Float64Array, momentum: Float64Array): SqueezeState[] {
  return Array.from(level, (now, i) => {
    if (Number.isNaN(now)) return "unknown";
    if (now >= normalLevel) return "on";
    return valueAt(level, i - 1) >= normalLevel ? fired(valueAt(momentum, i)) : "off";
  });
}

/** Bars that the squeeze is on up to the newest one. */
export function onBarsAtEnd(states: readonly SqueezeState[]): number {
  const lastOther = states.findLastIndex((state) => state !== "on");
  return states.length - 1 - lastOther;
}

export function isFired(state: SqueezeState): boolean {
  return state.startsWith("fired");
}

function fired(momentum: number): SqueezeState {
  if (momentum > 0) return "fired-up";
  return momentum < 0 ? "fired-down" : "fired-flat";
}

/**
 * States from a scan result: `squeeze_dots` (levels as digits, oldest first) and the result's
 * `fire_direction`, which is known for the newest fire only; older ones are flat.
 */
export function squeezeStatesFromCells(
  levels: string,
  fireDirection: "bullish" | "bearish" | "neutral" | null,
): SqueezeState[] {
  const level = Float64Array.from(levels, (digit) => Number.parseInt(digit, 10));
  const states = squeezeStates(level, new Float64Array(level.length));
  const newest = states.findLastIndex(isFired);
  if (newest >= 0 && fireDirection === "bullish") states[newest] = "fired-up";
  if (newest >= 0 && fireDirection === "bearish") states[newest] = "fired-down";
  return states;
}
