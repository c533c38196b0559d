import {
  BollingerBands,
  DonchianChannels,
  EMA,
  LinearRegression,
  MACD,
  SMA,
  TR,
} from "trading-signals";
import type { MarketBar } from "../incremental/market-stream.ts";
import { cellAt, cellCount } from "../rescan/cells.ts";

/** The indicators of one symbol as the library has them: an object each, fed bar by bar. */
class SymbolStream {
  readonly #bands = new BollingerBands(20, 2);
  readonly #range = new TR();
  readonly #meanRange = new SMA(20);
  readonly #channel = new DonchianChannels(20);
  readonly #line = new LinearRegression(20);
  readonly #macd = new MACD(new EMA(12), new EMA(26), new EMA(9));
  readonly #breakout = new DonchianChannels(7);
  readonly #usual = new SMA(30);

  /** `replaces`: the bar takes the place of the one before, so that a race can repeat it. */
  take(bar: ArrayBar, replaces: boolean): ArrayAnswer {
    const { high, low, close, volume } = bar;
    const bands = this.#bands.update(close, replaces);
    this.#meanRange.update(this.#range.update({ high, low, close }, replaces), replaces);
    const channel = this.#channel.update({ high, low }, replaces);
    if (bands && channel) {
      this.#line.update(close - (channel.middle + bands.middle) / 2, replaces);
    }
    const line = this.#line.getResult();
    const macd = this.#macd.update(close, replaces);
    this.#breakout.update({ high, low }, replaces);
    this.#usual.update(volume, replaces);
    return {
      momentum: line ? line.intercept + line.slope * 19 : Number.NaN,
      histogram: macd ? macd.histogram : Number.NaN,
    };
  }
}

interface ArrayBar {
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

interface ArrayAnswer {
  readonly momentum: number;
  readonly histogram: number;
}

/** Many symbols of it: one market bar after the other. */
export class TradingSignalsStream {
  readonly cells: Float64Array;
  readonly #streams: readonly SymbolStream[];

  constructor(symbols: number) {
    this.#streams = Array.from({ length: symbols }, () => new SymbolStream());
    this.cells = new Float64Array(symbols * cellCount);
  }

  take({ high, low, close, volume }: MarketBar, replaces: boolean): void {
    for (const [symbol, stream] of this.#streams.entries()) {
      const bar = {
        high: high[symbol] as number,
        low: low[symbol] as number,
        close: close[symbol] as number,
        volume: volume[symbol] as number,
      };
      const { momentum, histogram } = stream.take(bar, replaces);
      this.cells[symbol * cellCount + cellAt("momentum")] = momentum;
      this.cells[symbol * cellCount + cellAt("histogram")] = histogram;
    }
  }
}
