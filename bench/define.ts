/** What a benchmark is and what it reports. The runner is main.ts, the list registry.ts. */

export interface BenchOptions {
  readonly seed: number;
  /** Symbols of the made market; whole commands on real files ignore it. */
  readonly symbols: number;
  /** Bars of every symbol. */
  readonly bars: number;
  /** Timed rounds of each contender; the median counts. */
  readonly rounds: number;
  /** How long whole programs are watched. */
  readonly minutes: number;
}

/** The bound of a figure: it is kept at or above `min`, at or below `max`. */
export type Bound = { readonly min: number } | { readonly max: number };

/** A number that the run stands for. */
export interface Figure {
  /** "rescan.verdicts-over-c": the case, then what was measured. */
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  /** For cases that state their own bound; the others have theirs in budgets.json. */
  readonly bound?: Bound;
}

/** A table for people. Cells are text already; the first column is the name of the row. */
export interface Table {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface BenchReport {
  readonly tables: readonly Table[];
  readonly figures: readonly Figure[];
  /** What a reader has to know: skipped contenders, quoted figures, checks passed. */
  readonly notes: readonly string[];
}

export interface BenchCase {
  /** Word on the command line: `npm run bench -- rescan`. */
  readonly name: string;
  readonly title: string;
  run(options: BenchOptions): Promise<BenchReport>;
}
