import { nyse } from "../../domain/calendar.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import { sessionBounds } from "../../domain/session.ts";

/** Index options trade a quarter of an hour longer than shares. */
const lateMs = 900_000;
const indices = new Set("SPX XSP NDX XND RUT MRUT VIX DJX OEX XEO".split(" "));

/** Cash indices, with or without the mark that vendors put before them: "SPX", "$SPX", "^VIX". */
function isIndex(underlying: string): boolean {
  return indices.has(underlying.replace(/^[$^]/, ""));
}

/** When a chain of today can be looked at; the feed's delay moves both ends. */
export interface OptionHours {
  readonly openTsMs: number;
  readonly closeTsMs: number;
}

/** Hours of the session of a date on which the market trades; null on a closed day. */
export function optionHours(
  marketTsMs: number,
  chain: { readonly underlying: string; readonly delayMs: number },
): OptionHours | null {
  const bounds = sessionBounds(newYorkDate(marketTsMs));
  if (bounds === null) return null;
  const { regularOpenTsMs, regularCloseTsMs } = bounds;
  return {
    openTsMs: regularOpenTsMs + chain.delayMs,
    closeTsMs: regularCloseTsMs + chain.delayMs + (isIndex(chain.underlying) ? lateMs : 0),
  };
}

/** The next opening of the option market after a moment. */
export function nextOpenTsMs(marketTsMs: number, delayMs: number): number {
  const today = newYorkDate(marketTsMs);
  const openToday = sessionBounds(today)?.regularOpenTsMs;
  if (openToday !== undefined && openToday + delayMs > marketTsMs) return openToday + delayMs;
  const next = sessionBounds(nyse.nextTradingDay(today));
  return (next?.regularOpenTsMs ?? marketTsMs) + delayMs;
}
