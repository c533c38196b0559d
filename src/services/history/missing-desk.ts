import { Failure } from "../../base/failure.ts";
import { nyse } from "../../domain/calendar.ts";
import { addDays, formatLocalDate, type LocalDate } from "../../domain/local-date.ts";
import { newYorkDate } from "../../domain/new-york.ts";
import { sessionBounds } from "../../domain/session.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import type { Desk, DeskRound } from "../market-data/desk.ts";
import type { MarketData } from "../market-data/market-data.ts";
import { BarKeeper } from "./bar-keeper.ts";
import { ChangeTeller } from "./change-teller.ts";
import { fetchBatch } from "./fetch-batch.ts";
import { findMissingSessions } from "./missing-sessions.ts";
import { dayStartTsMs } from "./stretch.ts";

export interface MissingDeskOptions {
  readonly store: Store;
  readonly marketData: MarketData;
  readonly clock: Clock;
  readonly onChange: () => void;
  readonly onNotice: (text: string) => void;
}

/** Sessions that are looked at: about a quarter. */
const sessions = 60;
/** Holes that are asked for in one round, and that are remembered as asked for. */
const holesMax = { round: 500, remembered: 5_000 } as const;
/** "SYMBOL 20400" of each hole that was asked for, separated by commas. */
const askedKey = "history.missing-asked";

/**
 * Looks once a trading day for daily bars in the middle of others that are not there, and asks
 * for each of them once more: vendors fill some holes later. What stays missing was a halt.
 */
export class MissingDesk implements Desk {
  readonly name = "missing-sessions";
  readonly #options: MissingDeskOptions;

  constructor(options: MissingDeskOptions) {
    this.#options = options;
  }

  async round(marketTsMs: number, signal: AbortSignal): Promise<DeskRound> {
    const { store, onNotice } = this.#options;
    const date = nyse.nextTradingDay(newYorkDate(marketTsMs));
    const nextTsMs = sessionBounds(date)?.premarketOpenTsMs ?? dayStartTsMs(date);
    const { bySymbol, ofMarket } = findMissingSessions(store, { marketTsMs, sessions });
    const isOfMarket = new Set(ofMarket);
    const asked = new Set(this.#asked());
    const holes = [...bySymbol]
      .flatMap(([symbol, dates]) => dates.map((of) => ({ symbol, date: of })))
      .filter((hole) => !asked.has(nameOf(hole)));
    if (holes.some((hole) => isOfMarket.has(hole.date))) {
      const days = ofMarket.map(formatLocalDate).join(", ");
      onNotice(`most symbols have no daily bar of ${days}: was the exchange open?`);
    }
    if (holes.length === 0) return { nextTsMs, text: null };
    const some = holes.slice(0, holesMax.round);
    const filled = await this.#ask(some, { marketTsMs, signal });
    this.#remember([...asked, ...some.map(nameOf)]);
    const text = `${some.length} missing daily bars asked for again, ${filled} came`;
    return { nextTsMs: some.length < holes.length ? marketTsMs + 1 : nextTsMs, text };
  }

  /** Returns how many came. */
  async #ask(
    holes: readonly Hole[],
    run: { readonly marketTsMs: number; readonly signal: AbortSignal },
  ): Promise<number> {
    const { store, marketData, clock, onChange } = this.#options;
    const teller = new ChangeTeller({ store, clock, onChange, reason: "correction" });
    const keeper = new BarKeeper(store, teller);
    const size = Math.max(1, marketData.ability("bars")?.symbolsMax ?? 1);
    let count = 0;
    for (const [date, symbols] of byDate(holes)) {
      const stretch = { fromTsMs: dayStartTsMs(date), untilTsMs: dayStartTsMs(addDays(date, 1)) };
      for (let from = 0; from < symbols.length; from += size) {
        if (run.signal.aborted)
          throw new Failure("run.interrupted", "stopped between two questions");
        const wish = { interval: "1d", stretch, lane: "backfill", ...run } as const;
        const batch = { ...wish, symbols: symbols.slice(from, from + size) };
        const { fetched } = await fetchBatch({ marketData, clock }, batch);
        const kept = store.bars.transaction(() => keeper.keep({ ...wish, fetched }));
        count += kept.barsWritten;
      }
    }
    teller.flush();
    if (count > 0) onChange();
    return count;
  }

  #asked(): readonly string[] {
    const text = this.#options.store.metadata.getMetadata(askedKey) ?? "";
    return text === "" ? [] : text.split(",");
  }

  #remember(names: readonly string[]): void {
    const newest = names.slice(-holesMax.remembered);
    this.#options.store.metadata.setMetadata(askedKey, newest.join(","));
  }
}

interface Hole {
  readonly symbol: string;
  readonly date: LocalDate;
}

function nameOf({ symbol, date }: Hole): string {
  return `${symbol} ${date}`;
}

function byDate(holes: readonly Hole[]): ReadonlyMap<LocalDate, readonly string[]> {
  const dates = new Map<LocalDate, string[]>();
  for (const { symbol, date } of holes) {
    const symbols = dates.get(date);
    if (symbols) symbols.push(symbol);
    else dates.set(date, [symbol]);
  }
  return dates;
}
