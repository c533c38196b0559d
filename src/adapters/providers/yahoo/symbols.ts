/** Indices whose canonical name is a plain word; no stock of the US market has one of them. */
const indices: ReadonlyMap<string, string> = new Map([
  ["SPX", "^GSPC"],
  ["NDX", "^NDX"],
  ["DJI", "^DJI"],
  ["RUT", "^RUT"],
  ["VIX", "^VIX"],
  ["OEX", "^OEX"],
  ["XSP", "^XSP"],
]);
const indexNames: ReadonlyMap<string, string> = new Map([
  ...[...indices].map(([canonical, yahoo]) => [yahoo, canonical] as const),
  // The index under the name of its options.
  ["^SPX", "SPX"] as const,
]);

/** Longer ones are option contracts. */
const plain = /^[A-Z][A-Z0-9]{0,7}$/;
const canonicalClass = /^([A-Z][A-Z0-9]*)\.([A-Z]{1,2})$/;
const canonicalPreferred = /^([A-Z][A-Z0-9]*)-([A-Z]{0,2})$/;
const yahooSuffix = /^([A-Z][A-Z0-9]*)-([A-Z]{1,3})$/;
const otherIndex = /^\^[A-Z][A-Z0-9]*$/;
const futureOrRate = /^[A-Z0-9]+=[A-Z]$/;

/**
 * Yahoo's name of a canonical symbol, or null where it has none.
 *
 *   BRK.B -> BRK-B     classes with a dash
 *   AACT.U -> AACT-UN  units
 *   ABR-D -> ABR-PD    preferreds
 *   SPX -> ^GSPC       indices; ^SPX where its options are asked for
 *
 * A dot on Yahoo's side is an exchange abroad, which has no canonical name here.
 */
export function toYahooSymbol(symbol: string, kind: "stock" | "options" = "stock"): string | null {
  if (symbol === "SPX" && kind === "options") return "^SPX";
  const index = indices.get(symbol);
  if (index !== undefined) return index;
  if (plain.test(symbol) || futureOrRate.test(symbol)) return symbol;
  if (otherIndex.test(symbol)) return indexNames.has(symbol) ? null : symbol;
  const preferred = canonicalPreferred.exec(symbol);
  if (preferred) return `${preferred[1]}-P${preferred[2]}`;
  const [, root, suffix] = canonicalClass.exec(symbol) ?? [];
  // A suffix that begins with P would be read as a preferred on the way back.
  if (root === undefined || suffix === undefined || suffix.startsWith("P")) return null;
  if (suffix === "UN") return null;
  return `${root}-${suffix === "U" ? "UN" : suffix}`;
}

/** The canonical symbol of Yahoo's, or null where it has none: other exchanges, coins. */
export function fromYahooSymbol(symbol: string): string | null {
  const index = indexNames.get(symbol);
  if (index !== undefined) return index;
  if (indices.has(symbol)) return null;
  const isAsItIs = plain.test(symbol) || otherIndex.test(symbol) || futureOrRate.test(symbol);
  if (isAsItIs) return symbol;
  const [, root, suffix] = yahooSuffix.exec(symbol) ?? [];
  if (root === undefined || suffix === undefined) return null;
  if (suffix.startsWith("P")) return `${root}-${suffix.slice(1)}`;
  if (suffix === "U" || suffix.length > 2) return null;
  return `${root}.${suffix === "UN" ? "U" : suffix}`;
}

/** Yahoo's names of the symbols that have one, to the canonical ones. */
export function yahooNames(symbols: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const symbol of symbols) {
    const name = toYahooSymbol(symbol);
    if (name !== null) names.set(name, symbol);
  }
  return names;
}
