import { symbolBatches } from "../symbol-batches.ts";

/**
 * Symbols between our spelling and Alpaca's: preferreds are ABR-D here and ABR.PRD there; class
 * shares, units and warrants (BRK.B, AACT.U) have a dot in both. It has no indices.
 */

const plain = /^[A-Z][A-Z0-9]*(?:\.[A-Z0-9]+)?$/;
const preferred = /^([A-Z][A-Z0-9]*)-([A-Z]?)$/;
const vendorPreferred = /^([A-Z][A-Z0-9]*)\.PR([A-Z]?)$/;

/** Null where Alpaca has no such kind of symbol. */
export function toAlpacaSymbol(symbol: string): string | null {
  const match = preferred.exec(symbol);
  if (match) return `${match[1]}.PR${match[2]}`;
  return plain.test(symbol) && !vendorPreferred.test(symbol) ? symbol : null;
}

/** Null for what is no ticker of ours, such as a pair of currencies. */
export function fromAlpacaSymbol(symbol: string): string | null {
  // Nearly all symbols: letters only, no pattern to try.
  if (isLetters(symbol)) return symbol;
  const match = vendorPreferred.exec(symbol);
  if (match) return `${match[1]}-${match[2]}`;
  return plain.test(symbol) ? symbol : null;
}

function isLetters(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 65 || code > 90) return false;
  }
  return text !== "";
}

/** Symbols in lists that fit into an address. Those that Alpaca cannot have are left out. */
export function alpacaBatches(
  symbols: readonly string[],
  limits: { readonly symbolsMax: number; readonly lettersMax: number },
): string[][] {
  return symbolBatches(
    symbols.flatMap((symbol) => toAlpacaSymbol(symbol) ?? []),
    limits,
  );
}
