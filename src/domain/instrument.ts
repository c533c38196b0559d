import { err, ok, type Result } from "../base/result.ts";

/** A ticker: upper case, class shares with a dot (BRK.B), preferreds with a dash. */
export type TickerSymbol = string & { readonly __brand: "TickerSymbol" };

export const symbolLengthMax = 24;
const pattern = /^[A-Z0-9$^][A-Z0-9.\-/=^$]*$/;

/**
 * Reads a ticker as text: NA, NAN, TRUE and INF are real symbols. Surrounding blanks go,
 * letters are raised; anything outside letters, digits and . - / = ^ $ is refused.
 */
export function parseSymbol(text: string): Result<TickerSymbol> {
  const symbol = text.trim().toUpperCase();
  if (symbol === "") return err("the symbol is empty");
  if (symbol.length > symbolLengthMax) {
    const shown = JSON.stringify(symbol.slice(0, symbolLengthMax));
    return err(`the symbol ${shown}... is longer than ${symbolLengthMax} characters`);
  }
  if (!pattern.test(symbol)) {
    return err(`the symbol ${JSON.stringify(symbol)} holds a character that no ticker has`);
  }
  return ok(symbol as TickerSymbol);
}

/** Whether past prices were restated for splits. Series of different states never mix. */
export const adjustments = ["split", "raw"] as const;
export type Adjustment = (typeof adjustments)[number];

/** Where a series comes from, shown with every value derived from it. */
export interface DataSource {
  /** "csv", "demo" or a vendor's id. */
  readonly provider: string;
  /** What the provider calls the tape: a file name, "sip", "iex", a demo seed. */
  readonly feed: string;
  /** True for generated prices: shown wherever a value of it is shown. */
  readonly isSimulated: boolean;
  /** How far the feed lags behind the market by its terms, ms; absent where nobody told. */
  readonly delayMs?: number;
}
