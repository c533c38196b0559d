import { barCloseTsMs } from "../../domain/bar-time.ts";
import type { DataSource } from "../../domain/instrument.ts";
import { intervalMs } from "../../domain/interval.ts";
import { marketStatus } from "../../domain/session.ts";
import type { MarketBars } from "../../ports/bar-store.ts";
import type { Clock } from "../../ports/clock.ts";
import type { FetchedBars, FetchWish } from "../history/fetch-bars.ts";
import { fetchBatch } from "../history/fetch-batch.ts";
import { troubleOf } from "../history/trouble.ts";
import type { Desk, DeskRound } from "./desk.ts";
import type { LiveBars } from "./live-bars.ts";
import type { MarketData } from "./market-data.ts";
import type { LateBar } from "./minute-inbox.ts";

export interface PollDeskOptions {
  readonly data: Pick<MarketData, "bars" | "splits" | "ability">;
  readonly clock: Pick<Clock, "sleep">;
  readonly bars: LiveBars;
  readonly symbols: () => readonly string[];
}

/** A vendor has the bar of a moment so long after its end. */
const graceMs = 10_000;
/** Moments that one round asks for, at most; what is older is a gap. */
const momentsMax = 12;
/** Moments that are asked for again: some bars come late, others are corrected. */
const momentsAgain = 2;
/** A symbol that cannot be read is left alone for so long: looking for it costs many questions. */
const vainPauseMs = 1_800_000;
/** The next round comes soon. */
const noPatience: readonly number[] = [];

/**
 * Asks for the bars that closed since the last round: the live market of vendors without a stream
 * of bars. All symbols of a moment are stored together, in order of time.
 */
export class PollDesk implements Desk {
  readonly name = "bars";
  readonly #options: PollDeskOptions;
  /** Symbols that could not be read, and until when they are left alone. */
  readonly #vainUntilTsMs = new Map<string, number>();

  constructor(options: PollDeskOptions) {
    this.#options = options;
  }

  async round(marketTsMs: number, signal: AbortSignal): Promise<DeskRound> {
    const { data, bars, symbols } = this.#options;
    const { interval } = bars.key;
    const lengthMs = intervalMs(interval);
    const lagMs = (data.ability("bars")?.delayMs ?? 0) + graceMs;
    const status = marketStatus(marketTsMs - lagMs);
    const untilTsMs = Math.floor((marketTsMs - lagMs) / lengthMs) * lengthMs;
    const nextTsMs =
      status.session === "regular" ? untilTsMs + lengthMs + lagMs : status.nextChangeTsMs + lagMs;
    bars.skipTo(untilTsMs - momentsMax * lengthMs);
    const fromTsMs = bars.untilTsMs ?? untilTsMs;
    const wanted = symbols().filter((symbol) => !this.#isVain(symbol, marketTsMs));
    if (fromTsMs >= untilTsMs || wanted.length === 0) return { nextTsMs, text: null };
    const stretch = { fromTsMs: fromTsMs - momentsAgain * lengthMs, untilTsMs };
    const moments = await this.#ask({ interval, symbols: wanted, stretch, marketTsMs, signal });
    let count = 0;
    for (const { moment, source } of moments.inOrder(bars.key)) {
      if (barCloseTsMs(moment.openTsMs, interval) > untilTsMs) continue;
      if (moment.openTsMs < fromTsMs) bars.correct(lateBarsOf(moment), source);
      else bars.publish(moment, source);
      count += 1;
    }
    return { nextTsMs, text: count === 0 ? null : `${count} moments of ${interval} bars` };
  }

  /** One symbol that cannot be read costs the others nothing; a vendor that is down is thrown. */
  async #ask(wish: Omit<FetchWish, "lane">): Promise<Moments> {
    const { data: marketData, clock, bars } = this.#options;
    const tools = { marketData, clock };
    const { fetched, failed } = await fetchBatch(tools, { ...wish, lane: "live" }, noPatience);
    for (const failure of failed.values()) {
      const isOfVendor = troubleOf(failure).kind === "world" || failed.size === wish.symbols.length;
      if (isOfVendor) throw failure;
    }
    // What came of them before is no whole bucket, nor is what comes when they are back.
    const back = [...this.#vainUntilTsMs.keys()].filter((symbol) => fetched.has(symbol));
    for (const symbol of back) this.#vainUntilTsMs.delete(symbol);
    for (const symbol of failed.keys()) {
      this.#vainUntilTsMs.set(symbol, wish.marketTsMs + vainPauseMs);
    }
    if (back.length + failed.size > 0) bars.begin([...back, ...failed.keys()]);
    const moments = new Moments();
    for (const [symbol, answer] of fetched) moments.add(symbol, answer);
    return moments;
  }

  #isVain(symbol: string, marketTsMs: number): boolean {
    return (this.#vainUntilTsMs.get(symbol) ?? 0) > marketTsMs;
  }
}

function lateBarsOf(moment: MarketBars): readonly LateBar[] {
  return moment.symbols.map((symbol, i) => ({
    symbol,
    openTsMs: moment.openTsMs,
    open: moment.open[i] as number,
    high: moment.high[i] as number,
    low: moment.low[i] as number,
    close: moment.close[i] as number,
    volume: moment.volume[i] as number,
  }));
}

type Row = readonly [
  symbol: string,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
];

/** Bars by the moment at which they open; `momentsMax` moments of the asked symbols. */
class Moments {
  readonly #rows = new Map<number, Row[]>();
  #source: DataSource | null = null;

  add(symbol: string, { bars, source }: FetchedBars): void {
    this.#source = source;
    for (let i = 0; i < bars.length; i++) {
      const openTsMs = bars.openTsMs[i] as number;
      const rows = this.#rows.get(openTsMs) ?? [];
      const [open, high, low] = [bars.open[i], bars.high[i], bars.low[i]] as number[];
      const [close, volume] = [bars.close[i], bars.volume[i]] as number[];
      rows.push([symbol, open, high, low, close, volume] as unknown as Row);
      this.#rows.set(openTsMs, rows);
    }
  }

  *inOrder(key: LiveBars["key"]): Iterable<{ moment: MarketBars; source: DataSource }> {
    const source = this.#source;
    if (source === null) return;
    for (const openTsMs of [...this.#rows.keys()].toSorted((a, b) => a - b)) {
      const rows = this.#rows.get(openTsMs) ?? [];
      const column = (at: 1 | 2 | 3 | 4 | 5) => Float64Array.from(rows, (row) => row[at]);
      const moment: MarketBars = {
        ...key,
        openTsMs,
        symbols: rows.map(([symbol]) => symbol),
        open: column(1),
        high: column(2),
        low: column(3),
        close: column(4),
        volume: column(5),
      };
      yield { moment, source };
    }
  }
}
