import { assert } from "../../base/assert.ts";
import { Failure } from "../../base/failure.ts";
import type { Result } from "../../base/result.ts";
import { didYouMean } from "../../config/suggest.ts";
import { prepareRun, type ScannerDefinition, type ScannerRun } from "../../scanners/define.ts";
import { findScanner, scanners } from "../../scanners/registry.ts";
import { filterNames } from "../../services/scan/select-rows.ts";

/** What `l2t scan` was asked for, as typed. */
export interface ScanWish {
  /** Id of a scanner, or "all". */
  readonly scanner: string;
  readonly filter: string;
  readonly dialect: string | undefined;
  /** "name=value" each. */
  readonly params: readonly string[];
}

export interface ScanChoice {
  readonly runs: readonly ScannerRun[];
  /** Sentences about scanners of `all` that do not have what was asked for. */
  readonly leftOut: readonly string[];
}

export const scannerWords: readonly string[] = [...scanners.map(({ scanner }) => scanner), "all"];

/**
 * The scanners that have the filter, dialect and parameters asked for. Of `all`, those without
 * them are left out; when none is left, or one scanner was named, that is a Failure usage.invalid.
 */
export function chooseRuns(wish: ScanWish): ScanChoice {
  const candidates = wish.scanner === "all" ? scanners : [unwrapped(findScanner(wish.scanner))];
  const params = readParams(wish.params);
  const runs: ScannerRun[] = [];
  const leftOut: string[] = [];
  for (const definition of candidates) {
    const lack = findLack(definition, wish, params);
    if (lack !== undefined) leftOut.push(`${definition.scanner} has no ${lackText(lack)}`);
    else runs.push(unwrapped(prepareRun(definition, choiceOf(wish, params))));
  }
  if (runs.length > 0) return { runs, leftOut };
  throw new Failure("usage.invalid", refusal(candidates, wish, params));
}

/** What a scanner would need to have, and what it has instead. */
interface Lack {
  readonly kind: "filter" | "dialect" | "parameter";
  readonly value: string;
  readonly offered: readonly string[];
}

function findLack(
  definition: ScannerDefinition,
  { filter, dialect }: ScanWish,
  params: Readonly<Record<string, number>>,
): Lack | undefined {
  const filters = filterNames(definition);
  if (!filters.includes(filter)) return { kind: "filter", value: filter, offered: filters };
  const dialects = Object.keys(definition.dialects);
  if (dialect !== undefined && !dialects.includes(dialect)) {
    return { kind: "dialect", value: dialect, offered: dialects };
  }
  const offered = Object.keys(definition.params);
  const value = Object.keys(params).find((name) => !offered.includes(name));
  return value === undefined ? undefined : { kind: "parameter", value, offered };
}

/** For a named scanner what it has; for all of them what any of them has. */
function refusal(
  candidates: readonly ScannerDefinition[],
  wish: ScanWish,
  params: Readonly<Record<string, number>>,
): string {
  const lacks = candidates.flatMap((definition) => findLack(definition, wish, params) ?? []);
  const [first] = lacks;
  assert(first !== undefined, "a scanner that was left out lacks something");
  const alike = lacks.filter(({ kind }) => kind === first.kind);
  const offered = [...new Set(alike.flatMap((lack) => lack.offered))];
  const owner = candidates.length === 1 ? candidates[0]?.scanner : "any scanner";
  const hint = didYouMean(first.value, offered);
  const way = `use one of ${offered.join(", ")}${hint}`;
  return `"${first.value}" is no ${first.kind} of ${owner}; ${way}`;
}

function lackText({ kind, value }: Lack): string {
  return `${kind} "${value}"`;
}

function choiceOf({ dialect }: ScanWish, params: Readonly<Record<string, number>>) {
  return dialect === undefined ? { params } : { dialect, params };
}

function readParams(texts: readonly string[]): Record<string, number> {
  const params: Record<string, number> = {};
  for (const text of texts) {
    const [, name, value] = /^([A-Za-z]+)=(-?\d+(?:\.\d+)?)$/.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      const example = "--param windowBars=20";
      throw new Failure("usage.invalid", `--param is name=number, not "${text}"; as in ${example}`);
    }
    params[name] = Number(value);
  }
  return params;
}

export function unwrapped<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Failure("usage.invalid", result.error);
}
