import type { Bars } from "../../../domain/bars.ts";
import { addDays, type LocalDate } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import type { MarketBars } from "../../../ports/bar-store.ts";
import { barOpenedAt } from "./bar-columns.ts";
import { type CollectTools, collectBars } from "./collect-bars.ts";

/** Days that are read at once: whoever asks for one asks for its neighbours next. */
const windowDaysMax = 64;

/** Tools of the moment, and a number that changes when files do. */
export interface WindowTools extends CollectTools {
  readonly generation: number;
}

interface Held {
  readonly generation: number;
  readonly fromDate: LocalDate;
  readonly untilDate: LocalDate;
  readonly bars: ReadonlyMap<string, Bars>;
}

/**
 * Daily bars of all symbols, a stretch of days at a time: files are sorted by symbol more often
 * than by day, so one day costs as much as many. Fewer days are held where there are many symbols.
 */
export class DayWindow {
  #held: Held | null = null;
  #lastDate: LocalDate | null = null;
  #days = windowDaysMax;

  /** Null where no symbol has a bar of that date. */
  async marketDay(date: LocalDate, tools: WindowTools): Promise<MarketBars | null> {
    const held = this.#heldFor(date, tools.generation) ?? (await this.#read(date, tools));
    this.#lastDate = date;
    return marketBarsOf(held.bars, newYorkTsMs(date, 0));
  }

  #heldFor(date: LocalDate, generation: number): Held | null {
    const held = this.#held;
    if (held === null || held.generation !== generation) return null;
    return date >= held.fromDate && date < held.untilDate ? held : null;
  }

  async #read(date: LocalDate, tools: WindowTools): Promise<Held> {
    this.#held = null;
    const isDown = this.#lastDate !== null && date < this.#lastDate;
    for (;;) {
      const fromDate = isDown ? addDays(date, 1 - this.#days) : date;
      const untilDate = addDays(fromDate, this.#days);
      // A single day has no more bars than the folder may have symbols.
      const barsMax = this.#days === 1 ? Number.POSITIVE_INFINITY : tools.barsMax;
      const bars = await collectBars(
        { ...tools, barsMax },
        {
          ...{ symbols: null, interval: "1d", session: "regular" },
          ...{ fromTsMs: newYorkTsMs(fromDate, 0), untilTsMs: newYorkTsMs(untilDate, 0) },
        },
      );
      if (bars !== null) {
        this.#held = { generation: tools.generation, fromDate, untilDate, bars };
        return this.#held;
      }
      this.#days = Math.max(1, this.#days >>> 1);
    }
  }
}

function marketBarsOf(bars: ReadonlyMap<string, Bars>, openTsMs: number): MarketBars | null {
  const rows = [...bars].flatMap(([symbol, own]) => {
    const bar = barOpenedAt(own, openTsMs);
    return bar === null ? [] : { symbol, bar };
  });
  if (rows.length === 0) return null;
  rows.sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  const column = (name: "open" | "high" | "low" | "close" | "volume") =>
    Float64Array.from(rows, ({ bar }) => bar[name]);
  return {
    ...{ interval: "1d", adjustment: "split", openTsMs },
    symbols: rows.map(({ symbol }) => symbol),
    ...{ open: column("open"), high: column("high"), low: column("low") },
    ...{ close: column("close"), volume: column("volume") },
  };
}
