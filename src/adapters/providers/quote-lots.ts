import { fromYearMonthDay } from "../../domain/local-date.ts";
import { newYorkTsMs } from "../../domain/new-york.ts";
import type { Quote } from "../../domain/quote.ts";
import { positiveOrNull } from "./figures.ts";

/** Quotes count round lots of 100 before this day and shares from it on (SEC's odd-lot rule). */
const sharesFromTsMs = newYorkTsMs(fromYearMonthDay(2025, 11, 3), 0);
const sharesOfLot = 100;

/** Best bid and ask, with sizes in shares. */
export type Book = Pick<Quote, "bid" | "ask" | "bidSize" | "askSize">;

export const emptyBook: Book = { bid: null, ask: null, bidSize: null, askSize: null };

/** One side of a book as it was told. */
export interface BookSide {
  readonly price: unknown;
  readonly size: unknown;
  readonly tsMs: number | null;
}

/** A price of 0 means that there is none, and then there is no size either. */
export function bookOf(bid: BookSide, ask: BookSide): Book {
  const sizeOf = ({ price, size, tsMs }: BookSide) =>
    positiveOrNull(price) === null ? null : quotedShares(size, tsMs);
  return {
    ...{ bid: positiveOrNull(bid.price), ask: positiveOrNull(ask.price) },
    ...{ bidSize: sizeOf(bid), askSize: sizeOf(ask) },
  };
}

/** Size of a bid or an ask in shares; null where it, or the time that tells its unit, is not. */
export function quotedShares(size: unknown, tsMs: number | null): number | null {
  if (typeof size !== "number" || !(size >= 0) || tsMs === null || Number.isNaN(tsMs)) return null;
  return size * sharesPerSize(tsMs);
}

/** Shares that a size of 1 stands for at a moment. */
export function sharesPerSize(tsMs: number): number {
  return tsMs < sharesFromTsMs ? sharesOfLot : 1;
}
