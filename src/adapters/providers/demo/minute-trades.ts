import type { MinutePainter } from "./minute-painter.ts";
import { roundToTick } from "./tick.ts";

const minuteMs = 60_000;
/** Trades of a minute at most, and the shares that one of them has when there are fewer. */
const tradesMax = 30;
const tradeShares = 100;

/** What was traded of a session until a moment: a scratch that is added to. */
export interface TradedSoFar {
  open: number;
  high: number;
  low: number;
  /** Price and moment of the newest trade; a volume of 0 says that there was none. */
  price: number;
  tsMs: number;
  volume: number;
}

export function clearTrades(traded: TradedSoFar): void {
  traded.volume = 0;
  traded.tsMs = 0;
  traded.price = 0;
}

/**
 * Adds up painted minutes until `elapsedMs` after the first one began. A minute's trades walk from
 * its open over its low and high to its close at even steps, so that the whole minute is its bar.
 */
export function addTrades(
  minutes: MinutePainter,
  span: { readonly minuteCount: number; readonly startTsMs: number; readonly elapsedMs: number },
  traded: TradedSoFar,
): void {
  const { minuteCount, startTsMs, elapsedMs } = span;
  const untilMinute = Math.min(Math.floor(elapsedMs / minuteMs) + 1, minuteCount);
  for (let minute = 0; minute < untilMinute; minute++) {
    const shares = minutes.volume[minute] as number;
    if (shares === 0) continue;
    const trades = tradesOf(shares);
    const done = doneOf(trades, elapsedMs - minute * minuteMs);
    if (done === 0) continue;
    const share = shareOf(done, trades);
    addWalk(minutes, minute, share, traded);
    traded.volume += done === trades ? shares : Math.floor((shares * done) / trades);
    traded.tsMs = startTsMs + minute * minuteMs + Math.floor(((done - 0.5) * minuteMs) / trades);
  }
}

/** Price of the newest trade in a painted minute, or null before the first one. */
export function tradePriceIn(
  minutes: MinutePainter,
  minute: number,
  inMinuteMs: number,
): number | null {
  const trades = tradesOf(minutes.volume[minute] as number);
  const done = doneOf(trades, inMinuteMs);
  return done === 0 ? null : priceOn(minutes, minute, shareOf(done, trades));
}

/** How many of a minute's trades have been done: they lie evenly, in the middle of their parts. */
function doneOf(trades: number, inMinuteMs: number): number {
  return Math.min(Math.floor((inMinuteMs * trades) / minuteMs + 0.5), trades);
}

function shareOf(done: number, trades: number): number {
  return done === trades ? 1 : (done - 1) / (trades - 1);
}

function tradesOf(shares: number): number {
  return Math.min(Math.ceil(shares / tradeShares), tradesMax);
}

/** Follows a minute's path up to `share` of it. */
function addWalk(minutes: MinutePainter, minute: number, share: number, traded: TradedSoFar): void {
  const open = minutes.open[minute] as number;
  if (traded.volume === 0) {
    traded.open = open;
    traded.high = open;
    traded.low = open;
  }
  see(open, traded);
  if (share >= 1 / 3) see(turnOf(minutes, minute, "first"), traded);
  if (share >= 2 / 3) see(turnOf(minutes, minute, "second"), traded);
  traded.price = priceOn(minutes, minute, share);
  see(traded.price, traded);
}

/** The price after `share` of a minute's path: open, low, high, close, or with the high first. */
function priceOn(minutes: MinutePainter, minute: number, share: number): number {
  const open = minutes.open[minute] as number;
  const close = minutes.close[minute] as number;
  if (share >= 1) return close;
  const first = turnOf(minutes, minute, "first");
  const second = turnOf(minutes, minute, "second");
  const leg = share * 3;
  if (leg < 1) return roundToTick(open + (first - open) * leg);
  if (leg < 2) return roundToTick(first + (second - first) * (leg - 1));
  return roundToTick(second + (close - second) * (leg - 2));
}

function turnOf(minutes: MinutePainter, minute: number, turn: "first" | "second"): number {
  const isRising = (minutes.close[minute] as number) >= (minutes.open[minute] as number);
  return (isRising === (turn === "first") ? minutes.low[minute] : minutes.high[minute]) as number;
}

function see(price: number, traded: TradedSoFar): void {
  if (price > traded.high) traded.high = price;
  if (price < traded.low) traded.low = price;
}
