import type { ServerWebSocket } from "bun";
import { systemClock } from "../../src/adapters/host/system-clock.ts";
import type { DemoMarket } from "../../src/adapters/providers/demo/market.ts";
import type { Bar } from "../../src/domain/bars.ts";
import { nyse } from "../../src/domain/calendar.ts";
import { newYorkDate } from "../../src/domain/new-york.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { wireBar } from "./made-alpaca-answers.ts";
import { MadeDays } from "./made-days.ts";

/** One connection of the stream. */
export interface MadeLine {
  isIn: boolean;
  isAll: boolean;
  symbols: ReadonlySet<string>;
}

export interface LineMeans {
  readonly market: DemoMarket;
  readonly clock: Pick<Clock, "nowMs">;
  /** Every so many frames of bars the connection breaks, in the middle of a minute. */
  readonly hangUpEvery: number | null;
  /** Every so many bars one comes with a part of its volume first, and is corrected later. */
  readonly correctEvery: number | null;
}

const minuteMs = 60_000;
/** Of the machine: how often the clock of the market is looked at. */
const lookMs = 5;
/** A minute comes in some frames, so that a line can break between two of them. */
const frameBars = 4;
/** Late prints are worked in half a minute after the end of a minute. */
const correctionMs = 30_000;

interface SymbolBar {
  readonly symbol: string;
  readonly bar: Bar;
}

/** The stream of a made Alpaca: minute bars of its market as they close. */
export class MadeAlpacaLines {
  readonly #means: LineMeans;
  readonly #days: MadeDays;
  readonly #lines = new Set<ServerWebSocket<MadeLine>>();
  /** Minutes that open before this one are out. */
  #nextTsMs: number;
  #corrections: { readonly dueTsMs: number; readonly bars: readonly SymbolBar[] }[] = [];
  #frames = 0;
  #bars = 0;

  constructor(means: LineMeans) {
    this.#means = means;
    this.#days = new MadeDays(means.market);
    this.#nextTsMs = Number.NaN;
  }

  /** Minutes that are over are not sent any more: the market's clock has jumped. */
  skip(): void {
    this.#nextTsMs = Math.floor(this.#means.clock.nowMs() / minuteMs) * minuteMs;
    this.#corrections = [];
  }

  async run(signal: AbortSignal): Promise<void> {
    this.skip();
    while (!signal.aborted) {
      const nowMs = this.#means.clock.nowMs();
      while (this.#nextTsMs + minuteMs <= nowMs) {
        this.#sendMinute(this.#nextTsMs);
        this.#nextTsMs += minuteMs;
      }
      this.#sendCorrections(nowMs);
      await systemClock.sleep(lookMs, signal);
    }
  }

  open(socket: ServerWebSocket<MadeLine>): void {
    this.#lines.add(socket);
    socket.send('[{"T":"success","msg":"connected"}]');
  }

  closed(socket: ServerWebSocket<MadeLine>): void {
    this.#lines.delete(socket);
  }

  hangUp(): void {
    for (const socket of this.#lines) socket.terminate();
  }

  hear(socket: ServerWebSocket<MadeLine>, message: Readonly<Record<string, unknown>>): void {
    const line = socket.data;
    const { action } = message;
    if (action === "auth") {
      line.isIn = true;
      socket.send('[{"T":"success","msg":"authenticated"}]');
    }
    if (!line.isIn || (action !== "subscribe" && action !== "unsubscribe")) return;
    const bars = (message["bars"] ?? []) as string[];
    const isOn = action === "subscribe";
    if (bars.includes("*")) line.isAll = isOn;
    const others = [...line.symbols].filter((symbol) => !bars.includes(symbol));
    line.symbols = new Set(isOn ? [...line.symbols, ...bars] : others);
    const now = line.isAll ? ["*"] : [...line.symbols];
    const nothing = { trades: [], quotes: [], dailyBars: [], statuses: [] };
    const lists = { bars: now, updatedBars: now };
    socket.send(JSON.stringify([{ T: "subscription", ...nothing, ...lists }]));
  }

  #sendMinute(openTsMs: number): void {
    const date = newYorkDate(openTsMs);
    if (this.#lines.size === 0 || !nyse.isTradingDay(date)) return;
    const { correctEvery } = this.#means;
    const bars: SymbolBar[] = [];
    const later: SymbolBar[] = [];
    for (const symbol of this.#days.symbols) {
      const bar = this.#days.session(symbol, date, "1m").find((at) => at.openTsMs === openTsMs);
      if (bar === undefined) continue;
      this.#bars += 1;
      const isPart = correctEvery !== null && this.#bars % correctEvery === 0;
      if (isPart) later.push({ symbol, bar });
      bars.push({ symbol, bar: isPart ? partOf(bar) : bar });
    }
    this.#send("b", bars);
    const dueTsMs = openTsMs + minuteMs + correctionMs;
    if (later.length > 0) this.#corrections.push({ dueTsMs, bars: later });
  }

  #sendCorrections(nowMs: number): void {
    for (const { bars } of this.#corrections.filter(({ dueTsMs }) => dueTsMs <= nowMs)) {
      this.#send("u", bars);
    }
    this.#corrections = this.#corrections.filter(({ dueTsMs }) => dueTsMs > nowMs);
  }

  #send(type: "b" | "u", bars: readonly SymbolBar[]): void {
    const { hangUpEvery } = this.#means;
    for (const socket of [...this.#lines]) {
      const { isAll, symbols } = socket.data;
      const own = bars.filter(({ symbol }) => isAll || symbols.has(symbol));
      for (let from = 0; from < own.length; from += frameBars) {
        const frame = own.slice(from, from + frameBars).map(({ symbol, bar }) => {
          return { T: type, S: symbol, ...wireBar(bar) };
        });
        socket.send(JSON.stringify(frame));
        this.#frames += 1;
        if (hangUpEvery === null || this.#frames % hangUpEvery !== 0) continue;
        socket.terminate();
        break;
      }
    }
  }
}

/** What a bar looks like before its late prints: a close of its own and half of the volume. */
function partOf(bar: Bar): Bar {
  return { ...bar, close: bar.open, volume: Math.ceil(bar.volume / 2) };
}
