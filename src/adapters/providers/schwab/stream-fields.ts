import type { Quote } from "../../../domain/quote.ts";
import { sessionAt } from "../../../domain/session.ts";
import { sharesPerSize } from "../quote-lots.ts";
import { isHalted, previousClose } from "./quotes.ts";

/**
 * Fields of LEVELONE_EQUITIES that make a quote (developer.schwab.com, Streamer guide): 0 symbol,
 * 1 bid, 2 ask, 3 last, 4 bid size, 5 ask size, 8 volume, 10 high, 11 low, 12 previous close,
 * 17 open, 29 regular last, 31 regular change, 32 status, 34 quote time, 35 trade time, 36 time of
 * the regular trade.
 */
const levelOneNumbers = [1, 2, 3, 4, 5, 8, 10, 11, 12, 17, 29, 31, 34, 35, 36] as const;
const statusField = 32;
export const levelOneFields = [0, ...levelOneNumbers, statusField].sort((a, b) => a - b).join(",");

/**
 * Fields of CHART_EQUITY as they really come: 0 symbol, 1 minutes since 07:00, 2 open, 3 high,
 * 4 low, 5 close, 6 volume, 7 start of the bar, 8 day. The guide has another order; both captures
 * of live lines, and alexgolec/schwab-py#34, have this one.
 */
export const chartFields = "0,1,2,3,4,5,6,7,8";

/** An entry of a data frame: fields by their number. */
export type StreamEntry = Readonly<Record<string, unknown>>;

/** What is known of a symbol; only changes come, so every entry is laid over the last ones. */
export class LevelOne {
  readonly #values = new Float64Array(64).fill(Number.NaN);
  #status: string | null = null;
  isDelayed = false;

  merge(entry: StreamEntry): void {
    for (const field of levelOneNumbers) {
      const value = entry[field];
      if (typeof value === "number") this.#values[field] = value;
    }
    const status = entry[statusField];
    if (typeof status === "string") this.#status = status;
    if (typeof entry["delayed"] === "boolean") this.isDelayed = entry["delayed"];
  }

  /** Null until a trade with its moment has come. */
  quote(symbol: string): Quote | null {
    const price = this.#positive(3);
    const tsMs = this.#positive(35);
    if (price === null || tsMs === null) return null;
    const unit = sharesPerSize(this.#positive(34) ?? Number.POSITIVE_INFINITY);
    const regularPrice = this.#positive(29);
    const change = this.#values[31] as number;
    return {
      symbol,
      price,
      tsMs,
      session: sessionAt(tsMs),
      previousClose: previousClose({
        tsMs,
        closePrice: this.#positive(12),
        regularPrice,
        regularChange: Number.isNaN(change) ? null : change,
        regularTsMs: this.#positive(36),
      }),
      regularPrice,
      open: this.#positive(17),
      high: this.#positive(10),
      low: this.#positive(11),
      volume: this.#count(8),
      averageVolume: null,
      bid: this.#positive(1),
      ask: this.#positive(2),
      bidSize: scaled(this.#count(4), unit),
      askSize: scaled(this.#count(5), unit),
      isHalted: isHalted(this.#status),
    };
  }

  #positive(field: number): number | null {
    const value = this.#values[field] as number;
    return value > 0 ? value : null;
  }

  #count(field: number): number | null {
    const value = this.#values[field] as number;
    return value >= 0 ? value : null;
  }
}

function scaled(size: number | null, unit: number): number | null {
  return size === null ? null : size * unit;
}
