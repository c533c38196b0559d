import type { Listing } from "../../../domain/research.ts";

/** Patterns in order of precedence: the first that fits says what a security is. */
const patterns: readonly (readonly [RegExp, Listing["kind"]])[] = [
  [/\bETNs?\b|exchange[- ]traded notes?/i, "note"],
  // Described by what they hold: "Units, each consisting of one share and half a warrant".
  [/\bunits?,? (each )?(consist|compris|contain)/i, "unit"],
  [/\bwarrants?\b/i, "warrant"],
  // Receipts of foreign shares, preferred ones too, trade as the company's stock does; some
  // "represent the right to receive" them.
  [/\bamerican depositary\b|\bADS\b|\bADRs?\b/i, "common"],
  [/\b(notes|debentures|bonds)\b|\bnote due\b/i, "note"],
  // Units of a partnership are its shares; units of a shell company are a share and a warrant.
  [/\bpreferred units\b/i, "preferred"],
  [/\b(common|partnership|beneficial|limited partner\w*) units?\b/i, "common"],
  [/\bunits? representing (limited|common|assignments|beneficial)/i, "common"],
  [/\bL\.? ?P\.?,?[ -]+units?\b/i, "common"],
  [/\brights?\b/i, "right"],
  [/\bpreferred\b|\bpreference\b|\bpfd\b/i, "preferred"],
  [/\bunits?\b/i, "unit"],
  [/\bdepositary shares?\b.*\binterest in\b/i, "preferred"],
];

/** Suffixes of the exchange's own form: `ABR$D`, `HYAC.W`, `AACT.U`, `BIO.R`. */
const suffixes: readonly (readonly [RegExp, Listing["kind"]])[] = [
  [/\.WS?(\.|$)|\+/, "warrant"],
  [/\.U$|=/, "unit"],
  [/\.R$|\^/, "right"],
];

/**
 * What a security is, by its name and the suffix of its symbol: the directory itself only tells
 * funds apart. What nothing speaks against is a common stock.
 */
export function listingKind(security: {
  readonly symbol: string;
  readonly name: string;
  readonly isEtf: boolean;
}): Listing["kind"] {
  const { symbol, name, isEtf } = security;
  if (isEtf) return "etf";
  for (const [pattern, kind] of suffixes) if (pattern.test(symbol)) return kind;
  const isPreferred = symbol.includes("$");
  for (const [pattern, kind] of patterns) {
    // Exchanges list baby bonds under the suffix of preferred stock.
    if (pattern.test(name)) return isPreferred && kind !== "note" ? "preferred" : kind;
  }
  return isPreferred ? "preferred" : "common";
}
