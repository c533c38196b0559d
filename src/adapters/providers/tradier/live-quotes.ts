import type { Quote } from "../../../domain/quote.ts";
import { sessionAt } from "../../../domain/session.ts";
import { quotedShares } from "../quote-lots.ts";
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

type Book = Pick<Quote, "bid" | "ask" | "bidSize" | "askSize">;
type Day = Pick<Quote, "open" | "high" | "low" | "previousClose">;

interface LiveQuote {
  price: number | null;
  tsMs: number;
  regularPrice: number | null;
  book: Book;
  day: Day;
}

const emptyBook: Book = { bid: null, ask: null, bidSize: null, askSize: null };
const emptyDay: Day = { open: null, high: null, low: null, previousClose: null };

/** The newest of each wanted symbol, from prints, bids and asks and summaries as they come. */
export class LiveQuotes {
  readonly #quotes = new Map<string, LiveQuote>();
  readonly #changed = new Set<string>();

  /** Keeps these symbols only. */
  want(symbols: readonly string[]): void {
    const wanted = new Set(symbols);
    for (const symbol of this.#quotes.keys()) {
      if (wanted.has(symbol)) continue;
      this.#quotes.delete(symbol);
      this.#changed.delete(symbol);
    }
    for (const symbol of wanted) {
      if (this.#quotes.has(symbol)) continue;
      const nothing = { price: null, tsMs: 0, regularPrice: null };
      this.#quotes.set(symbol, { ...nothing, book: emptyBook, day: emptyDay });
    }
  }

  take(symbol: string, line: StreamLine): void {
    const quote = this.#quotes.get(symbol);
    if (quote === undefined) return;
    if (line.type === "timesale") takePrint(quote, line);
    else if (line.type === "quote") quote.book = bookOf(line);
    else if (line.type === "summary") quote.day = dayOf(line);
    else return;
    this.#changed.add(symbol);
  }

  /** Each symbol that changed since the last call, once. One without a print waits for it. */
  takeChanged(): Quote[] {
    const quotes: Quote[] = [];
    for (const symbol of this.#changed) {
      const quote = this.#quotes.get(symbol);
      if (quote !== undefined && quote.price !== null) {
        quotes.push(quoteOf(symbol, quote, quote.price));
      }
    }
    this.#changed.clear();
    return quotes;
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

function bookOf({ bid, bidsz, biddate, ask, asksz, askdate }: StreamLine): Book {
  const [bidPrice, askPrice] = [readPositive(bid), readPositive(ask)];
  const sharesOf = (size: unknown, date: unknown) =>
    quotedShares(readPositive(size), readPositive(date));
  return {
    bid: bidPrice,
    ask: askPrice,
    bidSize: bidPrice === null ? null : sharesOf(bidsz, biddate),
    askSize: askPrice === null ? null : sharesOf(asksz, askdate),
  };
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
