import { Failure } from "../../base/failure.ts";
import { allocateBars, type Bars } from "../../domain/bars.ts";
import { nyse } from "../../domain/calendar.ts";
import type { Adjustment, DataSource } from "../../domain/instrument.ts";
import { type Interval, isDateKeyed } from "../../domain/interval.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import { sourceOf } from "../../domain/provenance.ts";
import type { SymbolSplit } from "../../domain/research.ts";
import { sessionAt } from "../../domain/session.ts";
import type { Asking, BarChunk } from "../../ports/market-data.ts";
import type { MarketData } from "../market-data/market-data.ts";
import { splitAdjusted } from "./adjust-bars.ts";
import type { Stretch } from "./stretch.ts";

/** Split-adjusted bars of one symbol and who delivered them. */
export interface FetchedBars {
  readonly bars: Bars;
  readonly source: DataSource;
}

export interface FetchWish extends Asking {
  readonly symbols: readonly string[];
  readonly interval: Interval;
  readonly stretch: Stretch;
  /** Splits up to here are worked in where a vendor gives raw bars only. */
  readonly marketTsMs: number;
}

type BarAnswers = Pick<MarketData, "bars" | "splits" | "ability">;

/**
 * Asks for split-adjusted bars of the regular session and waits for all of them. A symbol without
 * any is not among the answers. Raw bars are restated by the splits that a vendor tells, or
 * refused: the two never mix.
 * Throws Failure provider.*, and run.interrupted when `signal` aborts.
 */
export async function fetchBars(
  marketData: BarAnswers,
  wish: FetchWish,
): Promise<ReadonlyMap<string, FetchedBars>> {
  const { symbols, interval, stretch, lane, signal } = wish;
  const offered = marketData.ability("bars")?.adjustments;
  const adjustment: Adjustment = (offered ?? ["split"]).includes("split") ? "split" : "raw";
  const piles = new Map<string, Pile>();
  const wanted = new Set(symbols);
  const query = { symbols, interval, ...stretch, session: "regular", adjustment } as const;
  for await (const chunk of marketData.bars({ ...query, lane, signal })) {
    if (!wanted.has(chunk.symbol)) continue;
    let pile = piles.get(chunk.symbol);
    if (pile === undefined) {
      pile = new Pile(interval, stretch);
      piles.set(chunk.symbol, pile);
    }
    pile.add(chunk);
  }
  if (signal.aborted) throw new Failure("run.interrupted", "stopped while bars were fetched");
  const raw = [...piles].flatMap(([symbol, pile]) => (pile.isRaw ? [symbol] : []));
  const splits = raw.length === 0 ? [] : await fetchSplits(marketData, raw, wish);
  return new Map([...piles].flatMap(([symbol, pile]) => pile.done(symbol, splits)));
}

async function fetchSplits(
  marketData: BarAnswers,
  symbols: readonly string[],
  { stretch, marketTsMs, lane, signal }: FetchWish,
): Promise<readonly SymbolSplit[]> {
  if (marketData.ability("splits") === null) {
    const provider = marketData.ability("bars")?.provider ?? "the provider";
    throw new Failure(
      "provider.missing",
      `"${provider}" gives raw bars only and nobody tells of splits, so they cannot be stored; ` +
        "set up a provider of split-adjusted bars or of splits",
    );
  }
  const fromDate = newYorkDate(stretch.fromTsMs);
  const toDate = newYorkDate(marketTsMs);
  const { value } = await marketData.splits({ symbols, fromDate, toDate, lane, signal });
  return value;
}

/** Chunks of one symbol; columns are copied, for the vendor's may be reused. */
class Pile {
  readonly #interval: Interval;
  readonly #stretch: Stretch;
  readonly #parts: Bars[] = [];
  #length = 0;
  #lastTsMs = Number.NEGATIVE_INFINITY;
  #source: DataSource | null = null;
  isRaw = false;

  constructor(interval: Interval, stretch: Stretch) {
    this.#interval = interval;
    this.#stretch = stretch;
  }

  add({ symbol, bars, adjustment, provenance }: BarChunk): void {
    const part = allocateBars(this.#interval, bars.length);
    for (let i = 0; i < bars.length; i++) {
      const tsMs = bars.openTsMs[i] as number;
      if (!this.#isWanted(tsMs)) continue;
      if (tsMs <= this.#lastTsMs) throw outOfOrder(symbol, tsMs);
      this.#lastTsMs = tsMs;
      const at = part.length;
      part.openTsMs[at] = tsMs;
      for (const name of columns) part[name][at] = bars[name][i] as number;
      part.length = at + 1;
    }
    this.isRaw ||= adjustment === "raw";
    this.#source = sourceOf(provenance);
    this.#length += part.length;
    this.#parts.push(part);
  }

  done(symbol: string, splits: readonly SymbolSplit[]): [string, FetchedBars][] {
    if (this.#length === 0 || this.#source === null) return [];
    const all = allocateBars(this.#interval, this.#length);
    for (const part of this.#parts) {
      for (const name of ["openTsMs", ...columns] as const) {
        all[name].set(part[name].subarray(0, part.length), all.length);
      }
      all.length += part.length;
    }
    const own = splits.filter((split) => split.symbol === symbol);
    return [[symbol, { bars: this.isRaw ? splitAdjusted(all, own) : all, source: this.#source }]];
  }

  /** Vendors repeat the day before on closed days, and send the auction after the close. */
  #isWanted(tsMs: number): boolean {
    if (tsMs < this.#stretch.fromTsMs || tsMs >= this.#stretch.untilTsMs) return false;
    if (isDateKeyed(this.#interval)) return nyse.isTradingDay(newYorkDate(tsMs));
    return sessionAt(tsMs) === "regular";
  }
}

const columns = ["open", "high", "low", "close", "volume"] as const;

function outOfOrder(symbol: string, tsMs: number): Failure {
  const text = `bars of "${symbol}" do not rise in time at ${tsMs}; nothing of them is used`;
  return new Failure("provider.bad-payload", text);
}
