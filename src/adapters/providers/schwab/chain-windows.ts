import type { LocalDate } from "../../../domain/local-date.ts";
import type { ChainSide } from "./option-chain.ts";

/** Expiries that are asked for in one answer, from the first to the last. */
export interface ChainWindow {
  readonly expiries: readonly LocalDate[];
  readonly side: ChainSide;
}

/** Four expiries of a large share are about a megabyte. */
const expiriesMax = 4;
/** An answer has every expiry between its ends; further apart, too many come that nobody wants. */
const gapDaysMax = 10;

/** Windows over expiries that lie close together, rising. */
export function planWindows(expiries: readonly LocalDate[]): ChainWindow[] {
  const windows: LocalDate[][] = [];
  for (const expiry of [...new Set(expiries)].sort((one, other) => one - other)) {
    const last = windows.at(-1);
    const isNear = last !== undefined && expiry - (last.at(-1) as number) <= gapDaysMax;
    if (isNear && last.length < expiriesMax) last.push(expiry);
    else windows.push([expiry]);
  }
  return windows.map((dates) => ({ expiries: dates, side: "ALL" }));
}

/** Smaller windows in place of one that is too big; null where there are none. */
export function splitWindow({ expiries, side }: ChainWindow): readonly ChainWindow[] | null {
  const middle = Math.ceil(expiries.length / 2);
  if (expiries.length > 1) {
    return [expiries.slice(0, middle), expiries.slice(middle)].map((dates) => ({
      ...{ expiries: dates, side },
    }));
  }
  if (side !== "ALL") return null;
  return [
    { expiries, side: "CALL" },
    { expiries, side: "PUT" },
  ];
}
