import { err, ok, type Result } from "../../../base/result.ts";
import { parseSymbol } from "../../../domain/instrument.ts";
import { parseLocalDate } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import type { Listing } from "../../../domain/research.ts";
import { listingKind } from "./listing-kind.ts";

/** One of the two files, read. */
export interface Directory {
  readonly listings: readonly Listing[];
  /** When Nasdaq wrote the file. */
  readonly createdTsMs: number;
}

/** A directory of fewer lines was cut off, or is not one. */
const rowsMin = 2_000;
const footer = /^File Creation Time: ?(\d{2})(\d{2})(\d{4})(\d{2}):(\d{2})/;

const exchanges: Readonly<Record<string, string>> = {
  A: "NYSE American",
  M: "NYSE Chicago",
  N: "NYSE",
  P: "NYSE Arca",
  V: "IEX",
  Z: "Cboe BZX",
};

/**
 * Reads `nasdaqlisted.txt` or `otherlisted.txt`: columns by the names of the header line, the
 * last line says when it was made. Test issues are left out; a symbol that nobody can trade under
 * (one that holds an odd character) is too. An error says what is wrong with the file as a whole.
 * https://www.nasdaqtrader.com/trader.aspx?id=symboldirdefs
 */
export function parseDirectory(text: string): Result<Directory> {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const createdTsMs = readFooter(lines.at(-1) ?? "");
  if (createdTsMs === null) {
    return err('the symbol directory has no line "File Creation Time" at its end: it was cut off');
  }
  const header = (lines[0] ?? "").split("|").map((name) => name.trim());
  const at = (name: string) => header.indexOf(name);
  const symbolAt = Math.max(at("Symbol"), at("ACT Symbol"));
  const [nameAt, etfAt, testAt] = [at("Security Name"), at("ETF"), at("Test Issue")];
  if ([symbolAt, nameAt, etfAt, testAt].some((column) => column < 0)) {
    return err(`the symbol directory has other columns than expected: "${lines[0] ?? ""}"`);
  }
  const rows = lines.slice(1, -1);
  if (rows.length < rowsMin) {
    return err(`the symbol directory has ${rows.length} lines only, and ${rowsMin} at least`);
  }
  const exchangeAt = at("Exchange");
  const listings: Listing[] = [];
  for (const row of rows) {
    const cells = row.split("|").map((cell) => cell.trim());
    if (cells.length !== header.length || cells[testAt] !== "N") continue;
    const own = cells[symbolAt] as string;
    const symbol = parseSymbol(canonicalSymbol(own));
    if (!symbol.ok) continue;
    const name = cells[nameAt] as string;
    const isEtf = cells[etfAt] === "Y";
    const code = cells[exchangeAt] ?? "";
    const exchange = exchangeAt < 0 ? "NASDAQ" : (exchanges[code] ?? code);
    const kind = listingKind({ symbol: own, name, isEtf });
    listings.push({ symbol: symbol.value, name, exchange, isEtf, kind, hasOptions: null });
  }
  return ok({ listings, createdTsMs });
}

/** `ABR$D` is ABR-D here; class shares and units keep their dot: `BRK.B`, `AACT.U`. */
export function canonicalSymbol(actSymbol: string): string {
  return actSymbol.replace("$", "-");
}

function readFooter(line: string): number | null {
  const [, month, day, year, hour, minute] = footer.exec(line) ?? [];
  const date = parseLocalDate(`${year}-${month}-${day}`);
  if (!date.ok) return null;
  return newYorkTsMs(date.value, Number(hour) * 60 + Number(minute));
}
