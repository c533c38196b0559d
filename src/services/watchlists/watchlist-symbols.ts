import { err, ok, type Result } from "../../base/result.ts";
import { parseSymbol } from "../../domain/instrument.ts";

/**
 * Words of a list as people and other programs write it: a symbol a line, or separated by blanks
 * or commas; the headings that charting sites put between symbols ("###Chips") and remarks after
 * a # left out. Where the first of several lines heads a column "Symbol" or "Ticker", the words
 * are those of that column.
 */
export function symbolWords(text: string): readonly string[] {
  const lines = text
    .replace(/^\uFEFF/, "")
    .replace(/###[^,\n]*/g, "")
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "");
  const [head = "", ...rows] = lines;
  const delimiter = delimiters.find((one) => head.includes(one)) ?? ",";
  const column = cellsOf(head, delimiter).findIndex((cell) => /^(symbol|ticker)$/i.test(cell));
  const words =
    column !== -1 && rows.length > 0
      ? rows.map((row) => cellsOf(row, delimiter)[column] ?? "")
      : lines.flatMap((line) => line.split(/[\s,;|]+/)).map(unquoted);
  return words.filter((word) => word !== "");
}

const delimiters = ["\t", ";", ","];

/** Cells of a line, in which a quoted one may hold the delimiter. */
function cellsOf(line: string, delimiter: string): readonly string[] {
  const cells = [""];
  let isQuoted = false;
  for (const letter of line) {
    if (letter === '"') isQuoted = !isQuoted;
    if (letter === delimiter && !isQuoted) cells.push("");
    else cells[cells.length - 1] += letter;
  }
  return cells.map((cell) => unquoted(cell.trim()));
}

function unquoted(word: string): string {
  return word.replace(/^["']|["']$/g, "").trim();
}

/** "NASDAQ:AAPL", as charting sites export it. */
const exchangePrefix = /^[A-Za-z]{2,10}:/;
/** One letter behind a dash or a slash: a class of shares, or a preferred. */
const suffix = /^([A-Z]{1,5})[-/]([A-Z])$/;
/** Without a directory to look in: classes of shares end so, preferreds rarely. */
const classLetters = ["A", "B"];

/**
 * A symbol in the form that is used everywhere inside: BRK.B for "brk-b", "BRK/B" and
 * "NYSE:BRK.B". `listed` is the market's directory; where it is empty, the form decides.
 */
export function canonicalSymbol(word: string, listed: ReadonlySet<string>): Result<string> {
  const plain = word.trim().replace(exchangePrefix, "");
  const parsed = parseSymbol(plain);
  if (!parsed.ok) return err(parsed.error);
  const symbol: string = parsed.value;
  const [, root, letter = ""] = suffix.exec(symbol) ?? [];
  if (root === undefined || listed.has(symbol)) return ok(symbol);
  const asClass = `${root}.${letter}`;
  const asPreferred = `${root}-${letter}`;
  if (listed.has(asClass)) return ok(asClass);
  if (listed.has(asPreferred)) return ok(asPreferred);
  return ok(classLetters.includes(letter) ? asClass : asPreferred);
}
