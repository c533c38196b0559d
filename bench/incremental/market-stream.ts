import type { MarketBars } from "../../src/ports/bar-store.ts";
import type { MadeMarket } from "../market/made-market.ts";
import { cellCount } from "../rescan/cells.ts";
import { streamBar, symbolStateLength } from "./market-state.ts";

/** One bar of every symbol as columns: how a live market arrives. */
export type MarketBar = Pick<MarketBars, "high" | "low" | "close" | "volume">;

/** The whole market before its newest bar, ready to take that bar as often as a race wants. */
export class MarketStream {
  readonly cells: Float64Array;
  readonly newest: MarketBar;
  readonly #market: MadeMarket;
  readonly #state: Float64Array;
  readonly #before: Float64Array;

  constructor(market: MadeMarket) {
    const { symbols, barsPerSymbol } = market;
    this.#market = market;
    this.#state = new Float64Array(symbols.length * symbolStateLength);
    this.#before = new Float64Array(this.#state.length);
    this.cells = new Float64Array(symbols.length * cellCount);
    this.newest = marketBar(market, barsPerSymbol - 1);
  }

  get stateBytes(): number {
    return this.#state.byteLength;
  }

  /** Streams every bar but the newest. */
  warmUp(): void {
    this.#state.fill(0);
    for (let index = 0; index < this.#market.barsPerSymbol - 1; index++) {
      this.take(marketBar(this.#market, index));
    }
    this.#before.set(this.#state);
  }

  /** As it was before the newest bar. */
  rewind(): void {
    this.#state.set(this.#before);
  }

  take({ high, low, close, volume }: MarketBar): void {
    // One object is used again and again, since a market bar is thousands of them.
    const bar = { high: 0, low: 0, close: 0, volume: 0 };
    for (let symbol = 0; symbol < close.length; symbol++) {
      bar.high = high[symbol] as number;
      bar.low = low[symbol] as number;
      bar.close = close[symbol] as number;
      bar.volume = volume[symbol] as number;
      streamBar(this.#state, symbol * symbolStateLength, bar, this.cells, symbol * cellCount);
    }
  }
}

/** The bar `index` of every symbol. */
export function marketBar({ series }: MadeMarket, index: number): MarketBar {
  const column = (name: keyof MarketBar) =>
    Float64Array.from(series, (bars) => bars[name][index] as number);
  return {
    high: column("high"),
    low: column("low"),
    close: column("close"),
    volume: column("volume"),
  };
}
