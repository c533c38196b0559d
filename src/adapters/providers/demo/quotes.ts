import { assert } from "../../../base/assert.ts";
import { barAt } from "../../../domain/bars.ts";
import { nyse } from "../../../domain/calendar.ts";
import type { LocalDate } from "../../../domain/local-date.ts";
import { newYorkDate, newYorkMinuteOfDay } from "../../../domain/new-york.ts";
import type { Quote } from "../../../domain/quote.ts";
import { sessionAt, sessionBounds } from "../../../domain/session.ts";
import { postmarketOf, premarketOf } from "./extended-hours.ts";
import type { DemoMarket } from "./market.ts";
import { type DayTotals, MinutePainter } from "./minute-painter.ts";
import { addTrades, clearTrades, type TradedSoFar } from "./minute-trades.ts";
import type { DemoTier } from "./profile.ts";
import { childKey, type RandomKey, uniformAt } from "./random.ts";
import { averageVolume, type SymbolDays, SymbolWindows } from "./symbol-days.ts";
import { roundToTick } from "./tick.ts";

const minuteMs = 60_000;
/** A symbol without a trade in so many sessions has no quote. */
const quietSessionsMax = 15;
/** Child of a day's minute key that bid and ask are drawn with. */
const bookStream = 3;
/** Half of the distance from bid to ask, of the price. */
const halfSpreadRatios: Readonly<Record<DemoTier, number>> = {
  trophy: 0.000_5,
  large: 0.000_1,
  middle: 0.000_3,
  small: 0.001,
  illiquid: 0.004,
  penny: 0.004,
};

/** What one symbol traded on one date until a moment, by session. */
interface DayTrades {
  readonly days: SymbolDays;
  /** Index of the date. */
  readonly at: number;
  readonly premarket: TradedSoFar;
  readonly regular: TradedSoFar;
  readonly postmarket: TradedSoFar;
}

/**
 * Quotes of the demo market at any moment. The regular session follows the minutes of the
 * simulator, second by second; before and after it the price walks between close and open.
 */
export class DemoQuotes {
  readonly #windows: SymbolWindows;
  readonly #painter = new MinutePainter();
  readonly #premarket = noTrades();
  readonly #regular = noTrades();
  readonly #postmarket = noTrades();

  constructor(market: DemoMarket) {
    this.#windows = new SymbolWindows(market);
  }

  /** Null where nobody traded the symbol for weeks. */
  quoteAt(symbolIndex: number, symbol: string, tsMs: number): Quote | null {
    const days = this.#windows.around(symbolIndex, newestSession(tsMs));
    for (let back = 0; back <= quietSessionsMax; back++) {
      const trades = this.#tradesUntil(days, days.today - back, tsMs);
      const newest = newestOf(trades);
      if (newest) return quoteOf(symbol, trades, newest, this.#bookAt(days, newest.price, tsMs));
    }
    return null;
  }

  #tradesUntil(days: SymbolDays, at: number, tsMs: number): DayTrades {
    const keyOf = (index: number) => this.#keyOf(days, index);
    const bounds = sessionBounds(days.dates[at] as LocalDate);
    assert(bounds !== null, "windows hold sessions");
    const { premarketOpenTsMs, regularOpenTsMs, regularCloseTsMs, postmarketCloseTsMs } = bounds;
    const [premarket, regular, postmarket] = [this.#premarket, this.#regular, this.#postmarket];
    // The newest session first: of the ones before it the totals suffice.
    const late = postmarketOf(days, at, keyOf);
    const lateSpan = { from: regularCloseTsMs, until: postmarketCloseTsMs, tsMs };
    this.#trade(late.key, late, lateSpan, postmarket, { hasLater: false });
    const regularSpan = { from: regularOpenTsMs, until: regularCloseTsMs, tsMs };
    let hasLater = postmarket.volume > 0;
    this.#trade(keyOf(at), barAt(days.bars, at), regularSpan, regular, { hasLater });
    hasLater ||= regular.volume > 0;
    const early = premarketOf(days, at, keyOf);
    const earlySpan = { from: premarketOpenTsMs, until: regularOpenTsMs, tsMs };
    this.#trade(early.key, early, earlySpan, premarket, { hasLater });
    return { days, at, premarket, regular, postmarket };
  }

  #trade(
    key: RandomKey,
    day: DayTotals,
    span: { readonly from: number; readonly until: number; readonly tsMs: number },
    traded: TradedSoFar,
    { hasLater }: { readonly hasLater: boolean },
  ): void {
    clearTrades(traded);
    const elapsedMs = span.tsMs - span.from;
    if (elapsedMs <= 0 || day.volume === 0) return;
    if (hasLater && span.tsMs >= span.until) {
      const { open, high, low, close: price, volume } = day;
      Object.assign(traded, { open, high, low, price, volume });
      return;
    }
    const minuteCount = (span.until - span.from) / minuteMs;
    const untilMinute = Math.min(Math.floor(elapsedMs / minuteMs) + 1, minuteCount);
    this.#painter.paint(key, day, { minuteCount, fromMinute: 0, untilMinute });
    addTrades(this.#painter, { minuteCount, startTsMs: span.from, elapsedMs }, traded);
  }

  #keyOf({ symbolIndex, dates }: SymbolDays, at: number): RandomKey {
    return this.#windows.minuteKey(symbolIndex, dates[at] as LocalDate);
  }

  /** Bid and ask, which nobody keeps up while the market is closed. */
  #bookAt(days: SymbolDays, price: number, tsMs: number) {
    if (sessionAt(tsMs) === "closed") {
      return { bid: null, ask: null, bidSize: null, askSize: null };
    }
    const key = childKey(this.#keyOf(days, days.today), bookStream);
    const half = price * halfSpreadRatios[days.profile.tier];
    const bid = roundToTick(price - half);
    const ask = roundToTick(Math.max(price + half, bid + (price < 1 ? 0.000_1 : 0.01)));
    const counter = 2 * newYorkMinuteOfDay(tsMs);
    const sizeOf = (draw: number) => 100 * (1 + Math.floor(draw * draw * 20));
    const bidSize = sizeOf(uniformAt(key, counter));
    return { bid, ask, bidSize, askSize: sizeOf(uniformAt(key, counter + 1)) };
  }
}

/** The newest session that has begun, its early hours included. */
export function newestSession(tsMs: number): LocalDate {
  const date = newYorkDate(tsMs);
  const bounds = sessionBounds(date);
  return bounds && tsMs >= bounds.premarketOpenTsMs ? date : nyse.previousTradingDay(date);
}

function noTrades(): TradedSoFar {
  return { open: 0, high: 0, low: 0, price: 0, tsMs: 0, volume: 0 };
}

function newestOf({ premarket, regular, postmarket }: DayTrades): TradedSoFar | null {
  return [postmarket, regular, premarket].find(({ volume }) => volume > 0) ?? null;
}

function quoteOf(
  symbol: string,
  { days, at, premarket, regular, postmarket }: DayTrades,
  newest: TradedSoFar,
  book: Pick<Quote, "bid" | "ask" | "bidSize" | "askSize">,
): Quote {
  const previousClose = days.bars.close[at - 1] as number;
  const isOpen = regular.volume > 0;
  return {
    symbol,
    price: newest.price,
    tsMs: newest.tsMs,
    session: sessionAt(newest.tsMs),
    previousClose,
    regularPrice: isOpen ? regular.price : previousClose,
    open: isOpen ? regular.open : null,
    high: isOpen ? regular.high : null,
    low: isOpen ? regular.low : null,
    volume: premarket.volume + regular.volume + postmarket.volume,
    averageVolume: averageVolume(days, at),
    ...book,
    isHalted: false,
  };
}
