import type { Quote } from "../../../domain/quote.ts";
import { sessionAt } from "../../../domain/session.ts";
import { type Book, bookOf, emptyBook } from "../quote-lots.ts";
import { WantedSymbols } from "../wanted-symbols.ts";
import { readPositive } from "./wire.ts";

/** A line of the stream; figures are texts in some kinds and numbers in others. */
export interface StreamLine {
  readonly type?: unknown;
  readonly symbol?: unknown;
  readonly exch?: unknown;
  readonly bid?: unknown;
  readonly bidsz?: unknown;
  readonly biddate?: unknown;
  readonly ask?: unknown;
  readonly asksz?: unknown;
  readonly askdate?: unknown;
  readonly last?: unknown;
  readonly size?: unknown;
  readonly date?: unknown;
  readonly flag?: unknown;
  readonly cancel?: unknown;
  readonly correction?: unknown;
  readonly open?: unknown;
  readonly high?: unknown;
  readonly low?: unknown;
  readonly prevClose?: unknown;
  readonly error?: unknown;
}

type Day = Pick<Quote, "open" | "high" | "low" | "previousClose">;

interface LiveQuote {
  price: number | null;
  tsMs: number;
  regularPrice: number | null;
  book: Book;
  day: Day;
}

const emptyDay: Day = { open: null, high: null, low: null, previousClose: null };

/** The newest of each wanted symbol, from prints, bids and asks and summaries as they come. */
export class LiveQuotes {
  readonly #symbols = new WantedSymbols<LiveQuote>(() => {
    return { price: null, tsMs: 0, regularPrice: null, book: emptyBook, day: emptyDay };
  });

  /** Keeps these symbols only. */
  want(symbols: readonly string[]): void {
    this.#symbols.want(symbols);
  }

  take(symbol: string, line: StreamLine): void {
    const quote = this.#symbols.get(symbol);
    if (quote === undefined) return;
    if (line.type === "timesale") takePrint(quote, line);
    else if (line.type === "quote") quote.book = bidAndAskOf(line);
    else if (line.type === "summary") quote.day = dayOf(line);
    else return;
    this.#symbols.changed(symbol);
  }

  /** Each symbol that changed since the last call, once. One without a print waits for it. */
  takeChanged(): Quote[] {
    return this.#symbols.takeChanged().flatMap(([symbol, quote]) => {
      return quote.price === null ? [] : [quoteOf(symbol, quote, quote.price)];
    });
  }
}

function takePrint(quote: LiveQuote, { last, date, cancel, correction }: StreamLine): void {
  const price = readPositive(last);
  const tsMs = readPositive(date);
  if (price === null || tsMs === null || tsMs < quote.tsMs) return;
  if (cancel === true || correction === true) return;
  quote.price = price;
  quote.tsMs = tsMs;
  if (sessionAt(tsMs) === "regular") quote.regularPrice = price;
}

function bidAndAskOf({ bid, bidsz, biddate, ask, asksz, askdate }: StreamLine): Book {
  const sideOf = (price: unknown, size: unknown, date: unknown) => {
    return { price: readPositive(price), size: readPositive(size), tsMs: readPositive(date) };
  };
  return bookOf(sideOf(bid, bidsz, biddate), sideOf(ask, asksz, askdate));
}

function dayOf({ open, high, low, prevClose }: StreamLine): Day {
  return {
    open: readPositive(open),
    high: readPositive(high),
    low: readPositive(low),
    previousClose: readPositive(prevClose),
  };
}

function quoteOf(symbol: string, quote: LiveQuote, price: number): Quote {
  const { tsMs, regularPrice, book, day } = quote;
  return {
    ...{ symbol, price, tsMs, session: sessionAt(tsMs), regularPrice, ...day },
    ...{ volume: null, averageVolume: null, ...book, isHalted: null },
  };
}
