import { Failure } from "../../base/failure.ts";
import { nyse } from "../../domain/calendar.ts";
import { addDays, type LocalDate } from "../../domain/local-date.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import type { SymbolSplit } from "../../domain/research.ts";
import { sessionBounds } from "../../domain/session.ts";
import type { SeriesInfo } from "../../ports/bar-store.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import type { Desk, DeskRound } from "../market-data/desk.ts";
import type { MarketData } from "../market-data/market-data.ts";
import { closesOf } from "./bar-keeper.ts";
import { ChangeTeller } from "./change-teller.ts";
import { dropCoverage } from "./coverage.ts";
import { fetchBars } from "./fetch-bars.ts";
import { rebaseSymbol } from "./rebase-symbol.ts";
import { newShareCloses, type SplitFacts } from "./split-scale.ts";
import { dayStartTsMs, settledStretch } from "./stretch.ts";
import { troubleOf } from "./trouble.ts";

export interface SplitDeskOptions {
  readonly store: Store;
  readonly marketData: MarketData;
  readonly clock: Clock;
  /** Symbols of the live market. */
  readonly symbols: () => readonly string[];
  readonly onChange: () => void;
}

/** Splits are looked for so far back: for that long the program may have stood still. */
const daysBack = 7;
/** Sessions before a split whose closes show the share count of stored bars. */
const sessionsBefore = 10;
/** More symbols are asked for as the whole market. */
const namedSymbolsMax = 500;
/** A split that cannot be judged yet, before the first trade for example, is looked at again. */
const againMs = 1_800_000;
/** By then every vendor has restated its history. */
const settledMs = 86_400_000;

/**
 * Works splits into stored bars: at a start, and each trading day from 04:00 on. A split is
 * marked in the transaction that restates the bars, so it is worked in once.
 */
export class SplitDesk implements Desk {
  readonly name = "splits";
  readonly #options: SplitDeskOptions;

  constructor(options: SplitDeskOptions) {
    this.#options = options;
  }

  async round(marketTsMs: number, signal: AbortSignal): Promise<DeskRound> {
    const nextTsMs = nextMorningTsMs(marketTsMs);
    if (this.#options.marketData.ability("splits") === null) return { nextTsMs, text: null };
    const texts: string[] = [];
    let isOpen = false;
    for (const split of await this.#newSplits(marketTsMs, signal)) {
      if (signal.aborted) throw new Failure("run.interrupted", "stopped between two splits");
      const text = await this.#work(split, { marketTsMs, signal }).catch(leftOpen);
      if (text === null) isOpen = true;
      else if (text !== "") texts.push(text);
    }
    const againTsMs = isOpen ? Math.min(nextTsMs, marketTsMs + againMs) : nextTsMs;
    return { nextTsMs: againTsMs, text: texts.length === 0 ? null : texts.join(", ") };
  }

  async #newSplits(marketTsMs: number, signal: AbortSignal): Promise<readonly SymbolSplit[]> {
    const { store, marketData } = this.#options;
    const toDate = newYorkDate(marketTsMs);
    const fromDate = addDays(toDate, -daysBack);
    const live = this.#options.symbols();
    const symbols = live.length <= namedSymbolsMax ? live : null;
    const asking = { lane: "watchlist", signal } as const;
    const { value } = await marketData.splits({ symbols, fromDate, toDate, ...asking });
    const marked = new Set(store.research.splits(fromDate).map(nameOf));
    return value.filter((split) => split.exDate <= toDate && !marked.has(nameOf(split)));
  }

  /** A line for the log, empty where nothing changed; null where it has to be looked at again. */
  async #work(split: SymbolSplit, run: SplitRun): Promise<string | null> {
    const { store, clock, onChange } = this.#options;
    const { symbol, exDate, ratio } = split;
    const beforeTsMs = dayStartTsMs(exDate);
    const series = store.bars
      .series({ symbol, adjustment: "split" })
      .filter(({ firstTsMs }) => firstTsMs < beforeTsMs);
    if (series.length === 0) {
      store.research.markSplit(split, clock.nowMs());
      return "";
    }
    const facts = await this.#facts(split, run);
    const isLate = run.marketTsMs >= beforeTsMs + settledMs;
    const judged = newShareCloses({ split, ...facts, stored: this.#closesOf(series, beforeTsMs) });
    const found = judged ?? (isLate ? { closes: facts.vendor, isVendorOld: false } : null);
    if (found === null) return null;
    const teller = new ChangeTeller({ store, clock, onChange, reason: "split" });
    const changed = store.bars.transaction(() => {
      if (!store.research.markSplit(split, clock.nowMs())) return [];
      const { closes, isVendorOld } = found;
      const intervals = rebaseSymbol(store, { symbol, ratio, beforeTsMs, closes });
      if (intervals.length === 0) return [];
      teller.tell(intervals, [symbol]);
      // The vendor's own history wins, unless it is still in the old share count itself.
      for (const interval of isVendorOld ? [] : intervals) {
        dropCoverage(store.coverage, { interval, adjustment: "split" }, symbol);
      }
      return intervals;
    });
    if (changed.length === 0) return "";
    onChange();
    return `${symbol} split ${ratioText(ratio)}: stored bars restated`;
  }

  /** What the vendor says of the days before the split, and a price since then. */
  async #facts({ symbol, exDate }: SymbolSplit, { marketTsMs, signal }: SplitRun) {
    const { marketData } = this.#options;
    const beforeTsMs = dayStartTsMs(exDate);
    const { fromTsMs } = settledStretch(sessionsBefore, beforeTsMs);
    const stretch = { fromTsMs, untilTsMs: dayStartTsMs(addDays(newYorkDate(marketTsMs), 1)) };
    const wish = { symbols: [symbol], interval: "1d", stretch, marketTsMs, signal } as const;
    const bars = (await fetchBars(marketData, { ...wish, lane: "watchlist" })).get(symbol)?.bars;
    const closes = bars === undefined ? new Map<number, number>() : closesOf(bars);
    const vendor = new Map([...closes].filter(([date]) => date < exDate));
    const since = [...closes].find(([date]) => date >= exDate)?.[1];
    const after = since ?? (await this.#quoted(symbol, beforeTsMs, signal));
    return { vendor, after };
  }

  async #quoted(symbol: string, sinceTsMs: number, signal: AbortSignal): Promise<number | null> {
    const { marketData } = this.#options;
    if (marketData.ability("quotes") === null) return null;
    const { value } = await marketData.quotes([symbol], { lane: "watchlist", signal });
    const quote = value.find((found) => found.symbol === symbol && found.tsMs >= sinceTsMs);
    return quote?.price ?? null;
  }

  /** Newest stored close before the split of each series, with its session date. */
  #closesOf(series: readonly SeriesInfo[], beforeTsMs: number): SplitFacts["stored"] {
    const range = { barsMax: 1, untilTsMs: beforeTsMs - 1 };
    return series.flatMap((info) => [...closesOf(this.#options.store.bars.read(info, range))]);
  }
}

/** A symbol that the vendor refuses does not hold up the others. */
function leftOpen(error: unknown): null {
  const { kind, failure } = troubleOf(error);
  if (kind !== "symbol") throw failure;
  return null;
}

interface SplitRun {
  readonly marketTsMs: number;
  readonly signal: AbortSignal;
}

/** 04:00 of the next trading day, or of today while it is not yet. */
function nextMorningTsMs(marketTsMs: number): number {
  const today: LocalDate = newYorkDate(marketTsMs);
  const bounds = sessionBounds(today);
  if (bounds !== null && marketTsMs < bounds.premarketOpenTsMs) return bounds.premarketOpenTsMs;
  const next = sessionBounds(nyse.nextTradingDay(today));
  return next?.premarketOpenTsMs ?? marketTsMs + settledMs;
}

function nameOf({ symbol, exDate }: SymbolSplit): string {
  return `${symbol} ${exDate}`;
}

function ratioText(ratio: number): string {
  const [more, less] = ratio >= 1 ? [ratio, 1] : [1, 1 / ratio];
  return `${Number(more.toFixed(4))}:${Number(less.toFixed(4))}`;
}
