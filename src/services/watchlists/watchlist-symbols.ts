import { err, ok, type Result } from "../../base/result.ts";
import { parseSymbol } from "../../domain/instrument.ts";

/** Words of a list as people and other programs write it, remarks after a # left out. */
export function symbolWords(text: string): readonly string[] {
  return text
    .split("\n")
    .flatMap((line) => line.replace(/#.*/, "").split(/[\s,;|]+/))
    .map((word) => word.replace(/^["']|["']$/g, "").trim())
    .filter((word) => word !== "");
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
