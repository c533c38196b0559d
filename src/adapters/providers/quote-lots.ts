import { fromYearMonthDay } from "../../domain/local-date.ts";
import { newYorkTsMs } from "../../domain/new-york.ts";

/** Quotes count round lots of 100 before this day and shares from it on (SEC's odd-lot rule). */
const sharesFromTsMs = newYorkTsMs(fromYearMonthDay(2025, 11, 3), 0);
const sharesOfLot = 100;

/** Size of a bid or an ask in shares; null where it, or the time that tells its unit, is not. */
export function quotedShares(size: unknown, tsMs: number | null): number | null {
  if (typeof size !== "number" || !(size >= 0) || tsMs === null || Number.isNaN(tsMs)) return null;
  return tsMs < sharesFromTsMs ? size * sharesOfLot : size;
}
