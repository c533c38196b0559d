import { setImmediate } from "node:timers/promises";
import { Failure } from "../../base/failure.ts";
import type { LocalDate } from "../../domain/local-date.ts";
import { sourceOf } from "../../domain/provenance.ts";
import type { MarketBars } from "../../ports/bar-store.ts";
import type { CoverageKey } from "../../ports/coverage-store.ts";
import type { Sourced } from "../../ports/market-data.ts";
import { wantedStretch } from "./back-fill-plan.ts";
import { ProgressCounter } from "./back-fill-progress.ts";
import type { BackFillOptions, BackFillRun } from "./back-fill-run.ts";
import type { ChangeTeller } from "./change-teller.ts";
import { coverageBySymbol } from "./coverage.ts";
import {
  dayStartTsMs,
  joined,
  type Stretch,
  sessionStretch,
  sessionsIn,
  touches,
} from "./stretch.ts";
import { troubleOf } from "./trouble.ts";

export interface MarketDayFillOptions extends BackFillOptions {
  readonly teller: ChangeTeller;
  readonly sessions: number;
}

const key: CoverageKey = { interval: "1d", adjustment: "split" };

/** Symbols of one transaction. */
const sliceSymbols = 1_000;

/** A symbol's complete days, as places in the list of days; empty where there are none. */
interface Span {
  from: number;
  until: number;
}

/**
 * Brings daily bars of a whole market day by day: newer days than a symbol has first, upwards,
 * then older ones downwards, so that what is complete stays one stretch.
 */
export class MarketDayFill {
  readonly #options: MarketDayFillOptions;
  #barsWritten = 0;

  constructor(options: MarketDayFillOptions) {
    this.#options = options;
  }

  /**
   * Returns how many bars were written. Where asking by symbol takes fewer questions, or a day is
   * not to be had, the rest is left to that. Throws as `BackFill.run` does.
   */
  async run(run: BackFillRun): Promise<number> {
    const { store, marketData, sessions, clock } = this.#options;
    const ability = marketData.ability("market-day");
    if (ability === null || !(ability.adjustments ?? ["split"]).includes("split")) return 0;
    const wanted = wantedStretch({ interval: "1d", sessions }, ability, run.marketTsMs);
    const dates = sessionsIn(wanted, "1d");
    const known = coverageBySymbol(store.coverage, key);
    const starts = dates.map(dayStartTsMs);
    const spans = new Map(
      this.#options.symbols().map((symbol) => [symbol, spanOf(known.get(symbol), wanted, starts)]),
    );
    const missing = dates.filter((_, at) => [...spans.values()].some((span) => lacks(span, at)));
    if (missing.length === 0 || missing.length > this.#questionsBySymbol(spans, dates)) return 0;
    const { onProgress } = run;
    const bars = missing.length * spans.size;
    const counter = new ProgressCounter({
      ...{ clock, onProgress, bars },
      unit: "days",
      count: missing.length,
    });
    for (let step = 0; step < 2 * dates.length; step++) {
      const isUp = step < dates.length;
      const at = isUp ? step : 2 * dates.length - 1 - step;
      const takers = [...spans].filter(([, { from, until }]) =>
        isUp ? until === at && from < until : from === at + 1,
      );
      if (takers.length === 0) continue;
      if (run.signal.aborted) throw new Failure("run.interrupted", "stopped between two days");
      const symbols = takers.map(([symbol]) => symbol);
      if (!(await this.#fillDay(dates[at] as LocalDate, symbols, run))) break;
      for (const [, span] of takers) {
        if (isUp) span.until = at + 1;
        else span.from = at;
      }
      counter.add("1d", { count: 1, bars: takers.length });
    }
    return this.#barsWritten;
  }

  #questionsBySymbol(spans: ReadonlyMap<string, Span>, dates: readonly LocalDate[]): number {
    const ability = this.#options.marketData.ability("bars");
    if (ability === null) return Number.POSITIVE_INFINITY;
    const last = dates.length;
    const open = [...spans.values()].filter(({ from, until }) => from > 0 || until < last);
    return Math.ceil(open.length / ability.symbolsMax);
  }

  /** False where the vendor does not have the day. */
  async #fillDay(
    date: LocalDate,
    wanted: readonly string[],
    { signal }: BackFillRun,
  ): Promise<boolean> {
    const { marketData, store, teller, onChange } = this.#options;
    const asking = { lane: "backfill", signal, adjustment: "split" } as const;
    const day = await marketData.marketDay(date, asking).catch((error) => {
      const { kind, failure } = troubleOf(error);
      // Days that a plan does not include are left to questions by symbol.
      if (kind === "world") throw failure;
      return null;
    });
    if (day === null) return false;
    const stretch = sessionStretch(date);
    const rowOf = new Map(day.value.symbols.map((symbol, row) => [symbol, row]));
    for (let from = 0; from < wanted.length; from += sliceSymbols) {
      const symbols = wanted.slice(from, from + sliceSymbols);
      const held = symbols.filter((symbol) => rowOf.has(symbol));
      const bars = rowsOf(day, held, { rowOf, openTsMs: dayStartTsMs(date) });
      store.bars.transaction(() => {
        // Other desks work on coverage as well: a split drops it.
        const known = coverageBySymbol(store.coverage, key);
        const counts = store.bars.append(bars, sourceOf(day.provenance));
        this.#barsWritten += counts.added + counts.changed;
        const rows = symbols.map((symbol) => {
          return { symbol, ...joined(known.get(symbol), stretch) };
        });
        store.coverage.putCoverage(key, rows);
        if (counts.added + counts.changed > 0) teller.tell(["1d"], held);
      });
      onChange();
      await setImmediate();
    }
    return true;
  }
}

/** The days of a row that touches what is wanted, as places in the list of their starts. */
function spanOf(row: Stretch | undefined, wanted: Stretch, starts: readonly number[]): Span {
  const none = { from: starts.length, until: starts.length };
  if (row === undefined || !touches(row, wanted)) return none;
  return { from: placeOf(row.fromTsMs, starts), until: placeOf(row.untilTsMs, starts) };
}

/** Place of the first day that starts at the moment or later. */
function placeOf(tsMs: number, starts: readonly number[]): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] as number) < tsMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lacks({ from, until }: Span, at: number): boolean {
  return at < from || at >= until;
}

function rowsOf(
  { value }: Sourced<MarketBars>,
  symbols: readonly string[],
  { rowOf, openTsMs }: { readonly rowOf: ReadonlyMap<string, number>; readonly openTsMs: number },
): MarketBars {
  const rows = symbols.map((symbol) => rowOf.get(symbol) as number);
  const column = (name: "open" | "high" | "low" | "close" | "volume") =>
    Float64Array.from(rows, (row) => value[name][row] as number);
  return {
    ...{ interval: "1d", adjustment: "split", openTsMs, symbols },
    ...{ open: column("open"), high: column("high"), low: column("low") },
    ...{ close: column("close"), volume: column("volume") },
  };
}
