import { assert } from "../base/assert.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { Bars } from "../domain/bars.ts";
import type { Interval } from "../domain/interval.ts";
import type { ResultColumn, ResultRow, ResultTable } from "../domain/result-table.ts";
import type { BarState, CellValue, Direction, ScanStatus } from "../domain/signal.ts";
import type { ScannerScreen } from "./screen.ts";

/** A number that users may set. Defaults, limits and help live with the algorithm only. */
export interface ParamSpec {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** Whole numbers only, unless set to false. */
  readonly isWhole?: boolean;
  readonly help: string;
}

export type ParamTable = Readonly<Record<string, ParamSpec>>;
export type ParamValues<P extends ParamTable = ParamTable> = { readonly [K in keyof P]: number };

/** Which bars up to the newest a dialect reads. */
export type HistoryWindow =
  | { readonly kind: "bars"; readonly bars: number }
  | { readonly kind: "sessions"; readonly sessions: number; readonly barsMin: number }
  | { readonly kind: "calendar-months"; readonly months: number };

/** One published definition of an indicator. `rules` is what the scanner's code branches on. */
export interface Dialect<Rules> {
  readonly title: string;
  /** Where the definition is published. */
  readonly source: string;
  readonly rules: Rules;
  readonly history: HistoryWindow;
  /** Fewer bars than this and the answer is "not-warmed-up". */
  readonly warmupBars: number;
  /** The reference system answers on old bars too; every other dialect says "stale". */
  readonly acceptsStaleBars?: boolean;
}

/** Bars `first` to `end - 1` are the history; `end - 1` is the newest. */
export interface ScanInput<P extends ParamTable, Rules> {
  readonly bars: Bars;
  readonly first: number;
  readonly end: number;
  readonly params: ParamValues<P>;
  readonly rules: Rules;
  readonly barState: BarState;
  /**
   * Share of a whole bar's volume that is usual by now, 0..1: 1 for a closed bar, NaN when it is
   * not known for a forming one.
   */
  readonly volumeShare: number;
  /** As long as the bars' columns; holds nothing between calls. */
  readonly scratch: Float64Array;
}

/** How far back a verdict looks. */
export interface LookBack {
  /** Bars without which there is no verdict. */
  readonly warmupBars: number;
  /** Bars that it wants to read, at most. */
  readonly historyBars: number;
  /** The same in sessions, where a dialect counts in those. */
  readonly historySessions?: number;
}

export type Values = Readonly<Record<string, CellValue>>;

/** What `evaluate` finds at the newest bar. */
export interface Verdict {
  readonly status: Exclude<ScanStatus, "stale" | "not-warmed-up">;
  /** One of the scanner's `signals`, or "none". */
  readonly signal: string;
  readonly direction: Direction;
  /** Bar at which the condition began; -1 without a signal. */
  readonly onset: number;
  readonly values: Values;
}

/** Negative: a first. Rows are compared by the cells that people sort by. */
export type RowOrder = (a: ResultRow, b: ResultRow) => number;

export interface ScannerDefinition<P extends ParamTable = ParamTable, Rules = unknown>
  extends ResultTable {
  /** Id in commands, routes and documents: "ttm-squeeze". */
  readonly scanner: string;
  readonly title: string;
  readonly summary: string;
  readonly columns: readonly ResultColumn[];
  /** Words that `signal` takes, with what each one means. */
  readonly signals: Readonly<Record<string, string>>;
  readonly params: P;
  /** The first one is the default. */
  readonly dialects: Readonly<Record<string, Dialect<Rules>>>;
  /** Further filters beside signals, bullish, bearish and all. */
  readonly filters?: Readonly<Record<string, (row: ResultRow) => boolean>>;
  /** Order of rows by filter; `default` serves the filters without one. */
  readonly orders: Readonly<Record<string, RowOrder>> & { readonly default: RowOrder };
  /**
   * Bars that these parameters need where it can be more than the dialect reads; windows longer
   * than the history would be computed on other bars than they say.
   */
  lookBack?(params: ParamValues<P>, dialect: Dialect<Rules>): LookBack;
  /** What is wrong with values that are each in their range, as a sentence. */
  conflict?(params: ParamValues<P>): string | undefined;
  evaluate(input: ScanInput<P, Rules>): Verdict;
  /** For live bars of a whole market: which series are worth `evaluate`. */
  readonly screen?: ScannerScreen;
  /** One sentence with the numbers behind the verdict. */
  why(verdict: Verdict, params: ParamValues<P>): string;
}

/** Checks a definition where it stands, so that a wrong one fails at start and not in a scan. */
export function defineScanner<const P extends ParamTable, Rules>(
  definition: ScannerDefinition<P, Rules>,
): ScannerDefinition<P, Rules> {
  const { scanner, params, dialects } = definition;
  assert(/^[a-z][a-z0-9-]*$/.test(scanner), `scanner id "${scanner}" is kebab-case`);
  assert(Object.keys(dialects).length > 0, `${scanner} has a dialect`);
  for (const [name, param] of Object.entries(params)) {
    assert(param.min <= param.default && param.default <= param.max, `${name} lies in its range`);
  }
  return definition;
}

/** A scanner with its dialect chosen and its parameters checked: ready to run. */
export interface ScannerRun {
  readonly definition: ScannerDefinition;
  readonly dialectName: string;
  /** With the history and warm-up that the parameters need. */
  readonly dialect: Dialect<unknown>;
  readonly params: ParamValues;
  /** Canonical JSON of the parameters, keys sorted. */
  readonly paramsText: string;
}

export function defaultDialect(definition: ScannerDefinition): string {
  return Object.keys(definition.dialects)[0] as string;
}

/** Chooses dialect and parameters; says what is offered when a name or value is wrong. */
export function prepareRun(
  definition: ScannerDefinition,
  choice: { readonly dialect?: string; readonly params?: Readonly<Record<string, number>> } = {},
): Result<ScannerRun> {
  const dialectName = choice.dialect ?? defaultDialect(definition);
  const dialect = definition.dialects[dialectName];
  if (dialect === undefined) {
    const offered = Object.keys(definition.dialects).join(", ");
    return err(`"${dialectName}" is not a dialect of ${definition.scanner}; use ${offered}`);
  }
  const params: Record<string, number> = {};
  for (const [name, spec] of Object.entries(definition.params)) params[name] = spec.default;
  for (const [name, value] of Object.entries(choice.params ?? {})) {
    const problem = paramProblem(definition, name, value);
    if (problem) return err(problem);
    params[name] = value;
  }
  const conflict = definition.conflict?.(params);
  if (conflict !== undefined) return err(conflict);
  const sorted = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  const paramsText = JSON.stringify(Object.fromEntries(sorted));
  const lookBack = definition.lookBack?.(params, dialect);
  const fitting = lookBack ? widened(dialect, lookBack) : dialect;
  return ok({ definition, dialectName, dialect: fitting, params, paramsText });
}

/** Reads at least as far as the parameters look back; calendar months are what they are. */
function widened(dialect: Dialect<unknown>, lookBack: LookBack): Dialect<unknown> {
  const { history } = dialect;
  const { historyBars, historySessions = 0 } = lookBack;
  const warmupBars = Math.max(dialect.warmupBars, lookBack.warmupBars);
  if (history.kind === "bars") {
    const bars = Math.max(history.bars, historyBars);
    return { ...dialect, warmupBars, history: { ...history, bars } };
  }
  if (history.kind === "calendar-months") return { ...dialect, warmupBars };
  const sessions = Math.max(history.sessions, historySessions);
  const barsMin = Math.max(history.barsMin, historyBars);
  return { ...dialect, warmupBars, history: { ...history, sessions, barsMin } };
}

/** The default dialect with the default parameters. */
export function defaultRun(definition: ScannerDefinition): ScannerRun {
  const run = prepareRun(definition);
  assert(run.ok, `the defaults of ${definition.scanner} are allowed`);
  return run.value;
}

function paramProblem(
  definition: ScannerDefinition,
  name: string,
  value: number,
): string | undefined {
  const spec = definition.params[name];
  if (spec === undefined) {
    const offered = Object.keys(definition.params).join(", ");
    return `"${name}" is not a parameter of ${definition.scanner}; it has ${offered}`;
  }
  const isWhole = spec.isWhole !== false;
  if (isWhole && !Number.isInteger(value)) return `${name} is a whole number, not "${value}"`;
  if (!(value >= spec.min && value <= spec.max)) {
    return `${name} is between ${spec.min} and ${spec.max}, not "${value}"`;
  }
  return undefined;
}

/** No session has more bars than this, its extended hours included. */
const sessionBarsMax: Record<Interval, number> = {
  "1m": 960,
  "5m": 192,
  "15m": 64,
  "30m": 32,
  "1h": 17,
  "4h": 5,
  "1d": 1,
  "1w": 1,
};
/** No month has more sessions. */
const monthSessionsMax = 23;

/** How many bars back from the newest a run can read, at most. */
export function historyBarsMax(run: ScannerRun, interval: Interval): number {
  const { history } = run.dialect;
  if (history.kind === "bars") return history.bars;
  if (history.kind === "sessions") {
    return Math.max(history.barsMin, history.sessions * sessionBarsMax[interval]);
  }
  return (history.months * monthSessionsMax + 1) * sessionBarsMax[interval];
}
