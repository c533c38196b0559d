import type { Quote } from "../../../../domain/quote.ts";
import { sessionAt } from "../../../../domain/session.ts";
import { isPrice } from "../../figures.ts";
import { type Book, emptyBook } from "../../quote-lots.ts";
import { WantedSymbols } from "../../wanted-symbols.ts";
import { bidAndAskOf } from "../quotes.ts";
import { timestampMs } from "../timestamp.ts";

interface LiveQuote {
  price: number | null;
  tsMs: number;
  book: Book;
  isHalted: boolean | null;
}

interface VendorPrint {
  readonly p?: unknown;
  readonly t?: unknown;
  readonly c?: unknown;
}

/**
 * Conditions of prints that do not make the last price by the tapes' own rules (average price,
 * cash, odd lot, official open and close, prior reference, out of sequence, contingent,
 * derivatively priced): docs.alpaca.markets/docs/real-time-stock-pricing-data, CTS and UTP tables.
 */
const notLast = new Set("BCHIMNPQRUVWZ47");
/** Codes of UTP and CTA: halted, paused, quotes only. */
const haltCodes = new Set(["H", "P", "Q", "2"]);
const resumeCodes = new Set(["T", "3"]);

/** The newest of each wanted symbol, from prints, bids and asks and halts as they come. */
export class LiveQuotes {
  readonly #symbols = new WantedSymbols<LiveQuote>(() => {
    return { price: null, tsMs: 0, book: emptyBook, isHalted: null };
  });

  /** Keeps these symbols only. */
  want(symbols: readonly string[]): void {
    this.#symbols.want(symbols);
  }

  takePrint(symbol: string, message: object): void {
    const { p, t, c } = message as VendorPrint;
    const quote = this.#symbols.get(symbol);
    const tsMs = timestampMs(t);
    if (quote === undefined || !isPrice(p) || Number.isNaN(tsMs) || tsMs < quote.tsMs) return;
    if (Array.isArray(c) && c.some((condition) => notLast.has(condition))) return;
    quote.price = p;
    quote.tsMs = tsMs;
    this.#symbols.changed(symbol);
  }

  takeBook(symbol: string, message: object): void {
    const quote = this.#symbols.get(symbol);
    if (quote === undefined) return;
    quote.book = bidAndAskOf(message);
    this.#symbols.changed(symbol);
  }

  takeStatus(symbol: string, code: unknown): void {
    const quote = this.#symbols.get(symbol);
    if (quote === undefined || typeof code !== "string") return;
    if (!haltCodes.has(code) && !resumeCodes.has(code)) return;
    quote.isHalted = haltCodes.has(code);
    this.#symbols.changed(symbol);
  }

  /** Each symbol that changed since the last call, once. One without a print waits for it. */
  takeChanged(): Quote[] {
    return this.#symbols.takeChanged().flatMap(([symbol, quote]) => {
      return quote.price === null ? [] : [quoteOf(symbol, quote, quote.price)];
    });
  }
}

function quoteOf(symbol: string, { tsMs, book, isHalted }: LiveQuote, price: number): Quote {
  const session = sessionAt(tsMs);
  return {
    symbol,
    price,
    tsMs,
    session,
    ...{ previousClose: null, regularPrice: session === "regular" ? price : null },
    ...{ open: null, high: null, low: null, volume: null, averageVolume: null },
    ...book,
    isHalted,
  };
}
