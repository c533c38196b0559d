import type { Interval } from "../../domain/interval.ts";
import { addDays } from "../../domain/local-date.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import type { Ability } from "../../ports/market-data.ts";
import {
  barsPerSession,
  dayStartTsMs,
  hasSession,
  missingOf,
  type Stretch,
  sessionsIn,
  settledStretch,
  todayUntilTsMs,
} from "./stretch.ts";

/** What shall be in the store of every symbol. */
export interface HistoryWish {
  readonly interval: Interval;
  /** Newest sessions. */
  readonly sessions: number;
}

/** One question to the vendor: symbols that lack the same stretch. */
export interface BackFillTask {
  readonly symbols: readonly string[];
  readonly stretch: Stretch;
  /** It follows what is stored: where days are asked for, some of those are asked for again. */
  readonly isNewer: boolean;
  /** Bars that may come of it, for the progress. */
  readonly barsMax: number;
}

/** Bars of one question and of one transaction, at most: 5 MB, twice while they come together. */
const taskBarsMax = 100_000;
const taskSymbolsMax = 1_000;

/** Days are asked for again so far back: a split since then shows in them. */
const overlapSessions = 3;

/** Sessions that are wanted and that the vendor has, without today. */
export function wantedStretch(wish: HistoryWish, ability: Ability, marketTsMs: number): Stretch {
  const stretch = settledStretch(wish.sessions, marketTsMs);
  const days = ability.depthDays?.[wish.interval];
  if (days === undefined) return stretch;
  const deepestTsMs = dayStartTsMs(addDays(newYorkDate(marketTsMs), 1 - Math.floor(days)));
  const fromTsMs = Math.min(Math.max(stretch.fromTsMs, deepestTsMs), stretch.untilTsMs);
  return { fromTsMs, untilTsMs: stretch.untilTsMs };
}

/**
 * Questions for what symbols lack, in order of the symbols. A symbol about which nothing is known
 * gets what today has brought already as well: the live market brings the rest.
 */
export function planTasks(
  wish: HistoryWish,
  facts: {
    readonly symbols: readonly string[];
    readonly known: ReadonlyMap<string, Stretch>;
    readonly ability: Ability;
    readonly marketTsMs: number;
  },
): readonly BackFillTask[] {
  const { symbols, known, ability, marketTsMs } = facts;
  const { interval } = wish;
  const wanted = wantedStretch(wish, ability, marketTsMs);
  const todayTsMs = todayUntilTsMs(interval, marketTsMs - ability.delayMs);
  const withToday = { ...wanted, untilTsMs: todayTsMs ?? wanted.untilTsMs };
  const batches = new Batches(interval, ability.symbolsMax);
  for (const symbol of symbols) {
    const row = known.get(symbol);
    const parts =
      row === undefined
        ? [withToday].filter((part) => hasSession(part, interval))
        : missingOf(row, wanted, interval);
    for (const part of parts) {
      batches.add(symbol, { ...part, isNewer: row?.untilTsMs === part.fromTsMs });
    }
  }
  return batches.done();
}

/** What is asked for a task: days reach back into those that are stored. */
export function askedStretch({ stretch, isNewer }: BackFillTask, interval: Interval): Stretch {
  if (interval !== "1d" || !isNewer) return stretch;
  const { fromTsMs } = settledStretch(overlapSessions, stretch.fromTsMs);
  return { ...stretch, fromTsMs };
}

interface Part extends Stretch {
  readonly isNewer: boolean;
}

interface OpenBatch {
  readonly part: Part;
  readonly symbols: string[];
  /** Bars of one symbol. */
  readonly size: number;
}

class Batches {
  readonly #interval: Interval;
  readonly #symbolsMax: number;
  readonly #open = new Map<string, OpenBatch>();
  readonly #tasks: BackFillTask[] = [];

  constructor(interval: Interval, symbolsMax: number) {
    this.#interval = interval;
    this.#symbolsMax = Math.max(1, Math.min(symbolsMax, taskSymbolsMax));
  }

  add(symbol: string, part: Part): void {
    const name = `${part.fromTsMs} ${part.untilTsMs} ${part.isNewer}`;
    let batch = this.#open.get(name);
    if (batch === undefined) {
      const sessions = sessionsIn(part, this.#interval).length;
      batch = { part, symbols: [], size: sessions * barsPerSession(this.#interval) };
      this.#open.set(name, batch);
    }
    batch.symbols.push(symbol);
    const isFull = (batch.symbols.length + 1) * batch.size > taskBarsMax;
    if (isFull || batch.symbols.length >= this.#symbolsMax) this.#close(name, batch);
  }

  done(): readonly BackFillTask[] {
    for (const [name, batch] of [...this.#open]) this.#close(name, batch);
    return this.#tasks;
  }

  #close(name: string, { part, symbols, size }: OpenBatch): void {
    this.#open.delete(name);
    const { isNewer, ...stretch } = part;
    this.#tasks.push({ symbols, stretch, isNewer, barsMax: symbols.length * size });
  }
}
