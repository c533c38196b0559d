import { readFileSync } from "node:fs";
import { Failure } from "../../base/failure.ts";
import { parseSymbol } from "../../domain/instrument.ts";
import { unwrapped } from "./scan-choice.ts";

/** No market has more; a list that is longer is another file. */
const symbolsMax = 200_000;

/** Reads "AAPL,MSFT" and "@watchlist.txt"; undefined when nothing was asked for. */
export function readSymbols(texts: readonly string[]): ReadonlySet<string> | undefined {
  if (texts.length === 0) return undefined;
  const symbols = new Set<string>();
  for (const word of texts.flatMap(wordsOf)) symbols.add(unwrapped(parseSymbol(word)));
  if (symbols.size === 0) {
    throw new Failure("usage.invalid", `--symbols "${texts.join(" ")}" names no symbol`);
  }
  if (symbols.size > symbolsMax) {
    throw new Failure("usage.invalid", `--symbols names more than ${symbolsMax} symbols`);
  }
  return symbols;
}

function wordsOf(text: string): string[] {
  return text
    .split(",")
    .flatMap((part) => {
      const trimmed = part.trim();
      return trimmed.startsWith("@") ? wordsOfFile(trimmed.slice(1)) : trimmed;
    })
    .filter((word) => word !== "");
}

/** One or more symbols a line; what follows a # is a remark. */
function wordsOfFile(path: string): string[] {
  try {
    const lines = readFileSync(path, "utf8").split("\n");
    return lines.flatMap((line) => line.replace(/#.*/, "").split(/[\s,;]+/));
  } catch (cause) {
    const text = `the list of symbols "${path}" cannot be read; check its name`;
    throw new Failure("input.missing", text, { cause });
  }
}
