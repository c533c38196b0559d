/**
 * Symbols between our spelling and Tradier's: class shares and units have a slash there (BRK/B);
 * indices (SPX) and contracts are written as ours. How preferreds are written is not documented,
 * so Tradier is not asked for them.
 */

const plain = /^[A-Z][A-Z0-9]*$/;
const canonicalClass = /^([A-Z][A-Z0-9]*)\.([A-Z][A-Z0-9]*)$/;
const vendorClass = /^([A-Z][A-Z0-9]*)\/([A-Z][A-Z0-9]*)$/;

/** Null where Tradier is not known to have such a symbol. */
export function toTradierSymbol(symbol: string): string | null {
  const match = canonicalClass.exec(symbol);
  if (match) return `${match[1]}/${match[2]}`;
  return plain.test(symbol) ? symbol : null;
}

export function fromTradierSymbol(symbol: string): string | null {
  const match = vendorClass.exec(symbol);
  if (match) return `${match[1]}.${match[2]}`;
  return plain.test(symbol) ? symbol : null;
}
