import { setImmediate } from "node:timers/promises";
import type { Interval } from "../../domain/interval.ts";
import type { SeriesInfo } from "../../ports/bar-store.ts";
import type { Store } from "../../ports/store.ts";
import type { ScannerScreen } from "../../scanners/screen.ts";
import { readSeries } from "../scan/read-series.ts";
import type { FeedFacts } from "./feed-facts.ts";
import { IntervalState } from "./interval-state.ts";
import type { SlotIndex } from "./slot-index.ts";

export interface LoadTools {
  readonly store: Store;
  readonly index: SlotIndex;
  readonly feeds: FeedFacts;
  readonly partSeries: () => number;
  readonly onPart: (doneRatio: number) => void;
}

/** Events that are looked through at a time for bars that wait. */
const eventsAtATime = 1_000;

/**
 * Open time up to which bars are read at a start: those that events wait to tell of come one
 * after the other, each judged at its own moment. `steppedTsMs` is how far they were judged.
 */
export function readUntilTsMs(
  store: Store,
  series: readonly SeriesInfo[],
  wait: { readonly interval: Interval; readonly afterId: number; readonly steppedTsMs: number },
): number {
  const { interval, steppedTsMs } = wait;
  let firstTsMs = Number.POSITIVE_INFINITY;
  for (let id = wait.afterId, isMore = true; isMore; ) {
    const events = store.events.after(id, { topics: ["bars.closed"], limit: eventsAtATime });
    for (const { topic, payload } of events) {
      if (topic !== "bars.closed" || payload.interval !== interval) continue;
      const isNew = payload.openTsMs > steppedTsMs;
      if (isNew) firstTsMs = Math.min(firstTsMs, payload.openTsMs);
    }
    id = events.at(-1)?.id ?? id;
    isMore = events.length === eventsAtATime;
  }
  if (firstTsMs < Number.POSITIVE_INFINITY) return firstTsMs - 1;
  return series.reduce((a, { lastTsMs }) => Math.max(a, lastTsMs), Number.NEGATIVE_INFINITY);
}

/** A new state of an interval with a slot for each series, nothing read yet. */
export function openState(
  screen: ScannerScreen,
  series: readonly SeriesInfo[],
  tools: { readonly interval: Interval; readonly index: SlotIndex; readonly names: SymbolNames },
): IntervalState {
  const state = new IntervalState(tools.interval, screen);
  for (const info of series) addSlot(state, info, tools);
  return state;
}

/** Ties a new slot to the symbol's other series, which stands before it in a list. */
export function addSlot(
  state: IntervalState,
  info: SeriesInfo,
  { index, names }: { readonly index: SlotIndex; readonly names: SymbolNames },
): number {
  const slot = state.add(info, names.shared(info.symbol));
  index.set(info.id, slot);
  const before = slot - 1;
  if (before >= 0 && state.symbols[before] === info.symbol) {
    state.partners[slot] = before;
    state.partners[before] = slot;
  }
  return slot;
}

/** One text for each symbol, whatever the number of intervals. */
export class SymbolNames {
  #names = new Map<string, string>();

  shared(symbol: string): string {
    const known = this.#names.get(symbol);
    if (known !== undefined) return known;
    this.#names.set(symbol, symbol);
    return symbol;
  }

  /** The texts stay with whoever holds them. */
  clear(): void {
    this.#names = new Map();
  }
}

/** Reads what the screens want of some series, up to a moment. False when it was aborted. */
export async function warmUp(
  state: IntervalState,
  series: readonly SeriesInfo[],
  options: LoadTools & {
    readonly untilTsMs: number;
    readonly signal: AbortSignal;
    readonly extraBars?: number;
    readonly sinceTsMsOf?: (slot: number) => number;
    readonly onJudge?: (slot: number, openTsMs: number) => void;
  },
): Promise<boolean> {
  const { store, index, feeds, untilTsMs, signal, extraBars = 0, onJudge } = options;
  const { interval, screen } = state;
  const barsMax = screen.warmupBars + extraBars;
  const { closingBars } = feeds;
  const range = { interval, barsMax, untilTsMs, session: "regular", closingBars } as const;
  for (let done = 0; done < series.length; ) {
    if (signal.aborted) return false;
    const part = series.slice(done, done + options.partSeries());
    readSeries(store.bars, part, range, (info, bars) => {
      const slot = index.slotOf(info.id);
      const readTsMs = bars.openTsMs[bars.length - 1] as number;
      // Bars outside of the session are not visited; a series without bars by then has none.
      const isWhole = info.lastTsMs <= untilTsMs;
      const lastTsMs = isWhole ? info.lastTsMs : bars.length > 0 ? readTsMs : -Infinity;
      const sinceTsMs = options.sinceTsMsOf?.(slot);
      state.replay(slot, bars, {
        ...{ lastTsMs, barsMax },
        ...(sinceTsMs !== undefined && { sinceTsMs }),
        ...(onJudge && { onJudge }),
      });
    });
    done += part.length;
    options.onPart(done / series.length);
    await setImmediate();
  }
  return true;
}
