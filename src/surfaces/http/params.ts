import { err, ok, type Result } from "../../base/result.ts";
import { didYouMean } from "../../config/suggest.ts";
import { parseSymbol, symbolLengthMax, type TickerSymbol } from "../../domain/instrument.ts";
import { type Interval, intervals } from "../../domain/interval.ts";
import { dayMs, parseLocalDate } from "../../domain/local-date.ts";
import type { JsonSchema } from "./openapi/json-schema.ts";

/** A query parameter: how it is read, and what it allows in words that people can act on. */
export interface ParamSpec<T> {
  readonly help: string;
  /** "a whole number from 1 to 500": follows "limit is". */
  readonly allowed: string;
  /** Value where the parameter is left out; null is "not given". */
  readonly default: T;
  readonly isRequired?: boolean;
  /** The same for programs. */
  readonly schema: JsonSchema;
  /** A longer value is refused unread; 200 characters where it is left out. */
  readonly lengthMax?: number;
  /** undefined: not allowed. */
  parse(text: string): T | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: a table holds parameters of every type
export type ParamTable = Readonly<Record<string, ParamSpec<any>>>;
export type ParamValues<P extends ParamTable> = {
  readonly [K in keyof P]: P[K] extends ParamSpec<infer T> ? T : never;
};

/** Why a query was refused: the parameter, its value and what it allows. */
export interface ParamProblem {
  readonly parameter: string;
  readonly value: string | null;
  readonly allowed: string;
  readonly message: string;
}

/** Most parameters are never longer. */
const valueLengthMax = 200;
const shownLengthMax = 60;

export function wordParam<const W extends string>(spec: {
  readonly words: readonly W[];
  readonly default: W;
  readonly help: string;
}): ParamSpec<W> {
  return {
    help: spec.help,
    default: spec.default,
    ...wordFacts(spec.words),
  };
}

function wordFacts<const W extends string>(words: readonly W[]) {
  return {
    allowed: `one of ${words.join(", ")}`,
    schema: { type: "string", enum: words },
    parse: (text: string) => words.find((word) => word === text),
  } as const;
}

export function wholeParam(spec: {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly help: string;
}): ParamSpec<number> {
  const { min, max } = spec;
  return {
    help: spec.help,
    default: spec.default,
    allowed: `a whole number from ${min} to ${max}`,
    schema: { type: "integer", minimum: min, maximum: max },
    parse: (text) => {
      const value = /^[+-]?\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN;
      // "-0" reads as 0.
      return value >= min && value <= max ? value + 0 : undefined;
    },
  };
}

export function intervalParam(spec: {
  readonly default: Interval;
  readonly help: string;
}): ParamSpec<Interval> {
  return wordParam({ words: intervals, ...spec });
}

/** A word that narrows the answer where it is given. */
export function optionalWordParam<const W extends string>(spec: {
  readonly words: readonly W[];
  readonly help: string;
}): ParamSpec<W | null> {
  return { help: spec.help, default: null, ...wordFacts(spec.words) };
}

export function symbolParam(spec: { readonly help: string }): ParamSpec<TickerSymbol | null> {
  return { ...spec, default: null, ...symbolFacts };
}

export function requiredSymbolParam(spec: { readonly help: string }): ParamSpec<TickerSymbol> {
  // Never used: a missing one is refused before defaults are looked at.
  const none = "" as TickerSymbol;
  return { ...spec, default: none, isRequired: true, ...symbolFacts };
}

const symbolFacts = {
  allowed: `a ticker such as AAPL or BRK.B, up to ${symbolLengthMax} characters`,
  schema: { type: "string", minLength: 1, maxLength: symbolLengthMax, examples: ["AAPL"] },
  parse: readSymbol,
} as const;

function readSymbol(text: string): TickerSymbol | undefined {
  const symbol = parseSymbol(text);
  return symbol.ok ? symbol.value : undefined;
}

/** UTC epoch milliseconds. */
export function momentParam(spec: { readonly help: string }): ParamSpec<number | null> {
  return {
    ...spec,
    default: null,
    allowed: "a UTC date (2023-06-30) or a time with zone (2023-06-30T20:00:00Z)",
    schema: { type: "string", examples: ["2023-06-30", "2023-06-30T20:00:00Z"] },
    parse: readMoment,
  };
}

function readMoment(text: string): number | undefined {
  // A "+" of a time zone arrives as a blank where it was not encoded.
  const asSent = text.replace(/ (?=\d\d:?\d\d$)/, "+");
  // Date.parse takes the 31st of February for the 3rd of March.
  const date = parseLocalDate(asSent.slice(0, 10));
  if (!date.ok) return undefined;
  if (asSent.length === 10) return date.value * dayMs;
  const hasZone = /^T[\d:.]+(Z|[+-]\d\d:?\d\d)$/.test(asSent.slice(10));
  const tsMs = hasZone ? Date.parse(asSent) : Number.NaN;
  return Number.isFinite(tsMs) ? tsMs : undefined;
}

export function textParam(spec: {
  readonly help: string;
  readonly lengthMax: number;
}): ParamSpec<string | null> {
  return {
    help: spec.help,
    default: null,
    allowed: `text of 1 to ${spec.lengthMax} characters`,
    schema: { type: "string", minLength: 1, maxLength: spec.lengthMax },
    parse: (text) => (text !== "" && text.length <= spec.lengthMax ? text : undefined),
  };
}

/** Reads a query string. Clients of the reference system may send names that nobody reads. */
export function readParams<P extends ParamTable>(
  table: P,
  search: URLSearchParams,
  options: { readonly acceptsUnknown: boolean },
): Result<ParamValues<P>, ParamProblem> {
  if (!options.acceptsUnknown) {
    const unknown = [...search.keys()].find((name) => !Object.hasOwn(table, name));
    if (unknown !== undefined) return err(unknownProblem(table, unknown));
  }
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(table)) {
    const given = search.getAll(name);
    const read = readValue(name, spec, given);
    if (!read.ok) return read;
    values[name] = read.value;
  }
  return ok(values as ParamValues<P>);
}

function readValue(
  parameter: string,
  spec: ParamSpec<unknown>,
  given: readonly string[],
): Result<unknown, ParamProblem> {
  const { allowed } = spec;
  const [value] = given;
  if (value === undefined) {
    if (!spec.isRequired) return ok(spec.default);
    const message = `${parameter} is missing; it is ${allowed}`;
    return err({ parameter, value: null, allowed, message });
  }
  const { lengthMax = valueLengthMax } = spec;
  const parsed = value.length > lengthMax ? undefined : spec.parse(value);
  const isTwice = given.length > 1;
  if (parsed !== undefined && !isTwice) return ok(parsed);
  const message = isTwice
    ? `${parameter} is given ${given.length} times; give it once`
    : `${parameter} is ${allowed}, not ${quoted(value)}`;
  return err({ parameter, value: value.slice(0, valueLengthMax), allowed, message });
}

function unknownProblem(table: ParamTable, name: string): ParamProblem {
  const names = Object.keys(table);
  const allowed = names.length === 0 ? "nothing" : names.join(", ");
  const hint = didYouMean(name.slice(0, shownLengthMax), names);
  return {
    parameter: name.slice(0, valueLengthMax),
    value: null,
    allowed,
    message: `${quoted(name)} is not a parameter here, it takes ${allowed}${hint}`,
  };
}

/** In quotes, control characters escaped, cut where it is long. */
export function quoted(text: string): string {
  if (text.length <= shownLengthMax) return JSON.stringify(text);
  return `${JSON.stringify(text.slice(0, shownLengthMax))}...`;
}
