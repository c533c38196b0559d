import { parseOcc } from "../../../domain/option-contract.ts";
import { symbolBatches } from "../symbol-batches.ts";

/**
 * Symbols between our spelling and Massive's: preferreds are ABR-D here and ABRpD there, indices
 * SPX and I:SPX, contracts AAPL250117C00150000 and O:AAPL250117C00150000; class shares and units
 * have a dot in both.
 */

/** Indices whose canonical name is a plain word; no stock of the US market has one of them. */
const indices: ReadonlySet<string> = new Set(["SPX", "NDX", "DJI", "RUT", "VIX", "OEX", "XSP"]);

const plain = /^[A-Z][A-Z0-9]*(?:\.[A-Z0-9]+)?$/;
const preferred = /^([A-Z][A-Z0-9]*)-([A-Z]?)$/;
const vendorPreferred = /^([A-Z][A-Z0-9]*)p([A-Z]?)$/;

export function isIndex(symbol: string): boolean {
  return indices.has(symbol);
}

/** Null where Massive has no such kind of symbol. */
export function toMassiveSymbol(symbol: string): string | null {
  if (indices.has(symbol)) return `I:${symbol}`;
  const match = preferred.exec(symbol);
  if (match) return `${match[1]}p${match[2]}`;
  return plain.test(symbol) ? symbol : null;
}

/** Null for what is no ticker of ours: warrants and rights ("ACwsA"), currencies, coins. */
export function fromMassiveSymbol(symbol: string): string | null {
  if (symbol.startsWith("I:")) {
    const index = symbol.slice(2);
    return indices.has(index) ? index : null;
  }
  if (indices.has(symbol)) return null;
  const match = vendorPreferred.exec(symbol);
  if (match) return `${match[1]}-${match[2]}`;
  return plain.test(symbol) ? symbol : null;
}

export function toMassiveContract(occ: string): string | null {
  const contract = parseOcc(occ);
  return contract.ok ? `O:${contract.value.occ}` : null;
}

/** Stocks and funds in lists that fit into an address; what Massive cannot have is left out. */
export function massiveBatches(
  symbols: readonly string[],
  limits: { readonly symbolsMax: number; readonly lettersMax: number },
): string[][] {
  const shares = symbols.filter((symbol) => !isIndex(symbol));
  return symbolBatches(
    shares.flatMap((symbol) => toMassiveSymbol(symbol) ?? []),
    limits,
  );
}
