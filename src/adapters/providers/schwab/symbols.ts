import { parseOcc } from "../../../domain/option-contract.ts";

/**
 * Indices by their canonical name, which no share has; Schwab writes a "$" before them. Others are
 * canonical as Schwab writes them: "$TRIN".
 */
const indices: ReadonlySet<string> = new Set([
  ...["SPX", "XSP", "NDX", "XND", "RUT", "MRUT", "DJI", "DJX", "VIX", "OEX", "XEO", "COMPX"],
]);

const rootLength = 6;

/**
 * Schwab's spelling of a canonical ticker: "BRK/B" for BRK.B, "ABR/PRD" for ABR-D, "$SPX" for the
 * index SPX.
 */
export function toSchwabSymbol(symbol: string): string {
  if (indices.has(symbol)) return `$${symbol}`;
  if (symbol.startsWith("$")) return symbol;
  return symbol.replace(/-/, "/PR").replace(/\./, "/");
}

/** The canonical ticker of what Schwab calls so. */
export function fromSchwabSymbol(text: string): string {
  if (text.startsWith("$")) return indices.has(text.slice(1)) ? text.slice(1) : text;
  return text.replace(/\/PR(?=.)/, "-").replace(/\//, ".");
}

/** "AAPL  250117P00150000": Schwab pads the root of an option to six characters. */
export function toSchwabOption(occ: string): string {
  const parsed = parseOcc(occ);
  if (!parsed.ok) return occ;
  const { root } = parsed.value;
  return root.padEnd(rootLength) + occ.slice(root.length);
}

export function fromSchwabOption(text: string): string {
  return text.replaceAll(" ", "");
}
