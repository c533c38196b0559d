import type { Listing } from "../../../domain/research.ts";
import { fromAlpacaSymbol } from "./symbols.ts";
import type { Asset } from "./wire.ts";

/** Alpaca's names of the exchanges; OTC is not one of them. */
const exchanges: Readonly<Record<string, string>> = {
  NASDAQ: "NASDAQ",
  NYSE: "NYSE",
  AMEX: "NYSE American",
  NYSEAMERICAN: "NYSE American",
  ARCA: "NYSE Arca",
  NYSEARCA: "NYSE Arca",
  BATS: "Cboe BZX",
  IEX: "IEX",
};
/** Hardly anything but funds is listed there. */
const fundExchanges = ["NYSE Arca", "Cboe BZX"];
const optionMarks = ["has_options", "options_enabled"];

const warrant = /\bwarrants?\b/i;
const right = /\brights?\b/i;
/** Common units are the shares of a partnership. */
const unit = /(?<!common )\bunits?\b/i;
const note = /\b(?:notes?|debentures?|bonds?) due\b|\bETNs?\b|\b\d+(?:\.\d+)?% (?:senior|junior)/i;
const preferred = /\bpreferred\b|\bpreference\b|\bdepositary shares? each representing\b/i;
const fund = /\bETFs?\b|\bexchange[- ]traded fund\b|\b(?:iShares|SPDR|ProShares|Direxion)\b/i;
const warrantSuffix = /\.WS[A-Z]?$/;

/** A row of the directory; null for what trades over the counter or is no symbol of ours. */
export function listingOf(row: Asset): Listing | null {
  const symbol = fromAlpacaSymbol(row.symbol);
  const exchange = exchanges[row.exchange ?? ""];
  if (symbol === null || exchange === undefined) return null;
  if (row.status !== null && row.status !== "active") return null;
  const name = row.name ?? "";
  const kind = kindOf(symbol, name, exchange);
  const marks = row.attributes;
  const hasOptions = marks === null ? null : marks.some((mark) => optionMarks.includes(mark));
  return { symbol, name, exchange, isEtf: kind === "etf", kind, hasOptions };
}

/** Alpaca has no field for it, so the name and the suffix have to tell. */
function kindOf(symbol: string, name: string, exchange: string): Listing["kind"] {
  if (symbol.includes("-") || preferred.test(name)) return "preferred";
  if (warrantSuffix.test(symbol) || warrant.test(name)) return "warrant";
  if (symbol.endsWith(".RT") || right.test(name)) return "right";
  // A fund of oil names its shares units, which no blank-cheque company does.
  if (fund.test(name)) return "etf";
  if (symbol.endsWith(".U") || unit.test(name)) return "unit";
  if (note.test(name)) return "note";
  if (name === "") return "other";
  return fundExchanges.includes(exchange) ? "etf" : "common";
}
