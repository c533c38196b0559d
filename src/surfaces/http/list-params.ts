import { parseSymbol, type TickerSymbol } from "../../domain/instrument.ts";
import type { ParamSpec } from "./params.ts";

/** An address of all of these stays below what servers and proxies take. */
export const symbolsMax = 200;
const listLengthMax = 3_000;

/** "AAPL,MSFT": each once, in the order given; null where the parameter is left out. */
export function symbolsParam(spec: {
  readonly help: string;
}): ParamSpec<readonly TickerSymbol[] | null> {
  return {
    help: spec.help,
    default: null,
    allowed: `up to ${symbolsMax} tickers with commas between them, such as AAPL,BRK.B`,
    schema: { type: "string", maxLength: listLengthMax, examples: ["AAPL,BRK.B"] },
    lengthMax: listLengthMax,
    parse: readSymbols,
  };
}

function readSymbols(text: string): readonly TickerSymbol[] | undefined {
  const symbols = new Set<TickerSymbol>();
  for (const part of text.split(",")) {
    const symbol = parseSymbol(part);
    if (!symbol.ok) return undefined;
    symbols.add(symbol.value);
  }
  return symbols.size > symbolsMax ? undefined : [...symbols];
}

/** "signal,scan.finished": each once; null where the parameter is left out. */
export function wordsParam<const W extends string>(spec: {
  readonly words: readonly W[];
  readonly help: string;
}): ParamSpec<readonly W[] | null> {
  const { words, help } = spec;
  return {
    help,
    default: null,
    allowed: `some of ${words.join(", ")}, with commas between them`,
    schema: { type: "string", examples: [words.slice(0, 2).join(",")] },
    parse: (text) => readWords(text, words),
  };
}

function readWords<W extends string>(text: string, words: readonly W[]): readonly W[] | undefined {
  const given = text.split(",").map((part) => words.find((word) => word === part.trim()));
  const known = given.filter((word) => word !== undefined);
  return known.length < given.length ? undefined : [...new Set(known)];
}

/** A number in plain decimal notation. */
export function numberParam(spec: {
  readonly min: number;
  readonly max: number;
  readonly help: string;
}): ParamSpec<number | null> {
  const { min, max, help } = spec;
  return {
    help,
    default: null,
    allowed: `a number from ${min} to ${max}`,
    schema: { type: "number", minimum: min, maximum: max },
    parse: (text) => {
      const value = /^[+-]?\d{1,15}(\.\d{1,12})?$/.test(text) ? Number(text) : Number.NaN;
      return value >= min && value <= max ? value + 0 : undefined;
    },
  };
}

/** The column that rows are sorted by: "price" is smallest first, "-price" largest first. */
export interface Sort {
  readonly column: string;
  readonly isDescending: boolean;
}

const sortPattern = /^(-?)([a-z][a-z0-9_]{0,40})$/;

/** Which columns there are is found out where the rows are. */
export function parseSort(text: string): Sort | undefined {
  const match = sortPattern.exec(text);
  if (match?.[2] === undefined) return undefined;
  return { column: match[2], isDescending: match[1] === "-" };
}

export function sortParam(spec: {
  readonly help: string;
  readonly default: string;
  /** Left out where the columns depend on another parameter. */
  readonly columns?: readonly string[];
}): ParamSpec<string> {
  const { help, columns } = spec;
  const words = columns?.flatMap((column) => [column, `-${column}`]);
  return {
    help,
    default: spec.default,
    allowed:
      words === undefined ? "a column, or one with - before it" : `one of ${words.join(", ")}`,
    schema: words === undefined ? { type: "string" } : { type: "string", enum: words },
    parse: (text) => {
      if (words !== undefined) return words.find((known) => known === text);
      return text === spec.default || parseSort(text) !== undefined ? text : undefined;
    },
  };
}
