import { regularCloseMinute, regularOpenMinute } from "../../../domain/calendar.ts";
import { bellOf, type RandomKey, wordAt } from "./random.ts";
import { shapeOf } from "./session-shape.ts";
import { roundToTick } from "./tick.ts";

/** Minutes of the longest regular session. */
const sessionMinutesMax = regularCloseMinute - regularOpenMinute;

/** The daily bar that the minutes must add up to. Its volume is 0 or at least `daySharesMin`. */
export interface DayTotals {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

const wordRatio = 1 / 2 ** 32;
const digitRatio = 1 / 2 ** 16;
/** Each minute of the day has a word of its own in every stream. */
const priceStream = 0;
const secondPriceStream = 1;
const volumeStream = 2;
const wickStream = 3;
const streamStep = 1_024;
/** The range of a random walk in its deviations. */
const rangeDeviations = 1.7;
/** Below this many shares a day trades go in round lots, so that quiet symbols have few bars. */
const oddLotVolumeMin = 40_000;
const roundLot = 100;
/** Above this price single shares are round lots. */
const roundLotPriceMax = 10_000;
const lotsMin = 8;
/** Share of the distance to the day's extreme that a minute's wick may take. */
const wickRoomRatio = 0.7;

/**
 * Draws any stretch of a day's minutes without the rest. The path visits the day's high and low
 * at two drawn minutes; between such knots, midpoints are drawn again and again down to single
 * minutes. The volume is handed down the same tree, so every split conserves it exactly.
 *
 * out   columns by minute of the session; volume 0 marks a minute without a trade
 * cost  about log2(390) draws a minute for a short stretch, one for the whole day
 */
export class MinutePainter {
  readonly open = new Float64Array(sessionMinutesMax);
  readonly high = new Float64Array(sessionMinutesMax);
  readonly low = new Float64Array(sessionMinutesMax);
  readonly close = new Float64Array(sessionMinutesMax);
  readonly volume = new Float64Array(sessionMinutesMax);

  #keyLow = 0;
  #keyHigh = 0;
  #highest = 0;
  #lowest = 0;
  #minuteDeviation = 0;
  #shape = shapeOf(sessionMinutesMax);
  #lotShares = 1;
  #oddShares = 0;
  #early = 0;
  #late = 0;
  #lastMinute = 0;
  #fromMinute = 0;
  #untilMinute = 0;

  /** Fills the columns from `fromMinute` up to `untilMinute`; the other minutes are left alone. */
  paint(
    key: RandomKey,
    day: DayTotals,
    span: {
      readonly minuteCount: number;
      readonly fromMinute: number;
      readonly untilMinute: number;
    },
  ): void {
    const { minuteCount, fromMinute, untilMinute } = span;
    if (day.volume === 0) {
      this.volume.fill(0, fromMinute, untilMinute);
      return;
    }
    this.#keyLow = key.low;
    this.#keyHigh = key.high;
    this.#highest = day.high;
    this.#lowest = day.low;
    this.#minuteDeviation = (day.high - day.low) / (rangeDeviations * Math.sqrt(minuteCount));
    this.#shape = shapeOf(minuteCount);
    this.#lastMinute = minuteCount - 1;
    this.#fromMinute = fromMinute;
    this.#untilMinute = untilMinute;
    const lots = this.#cutLots(day);
    this.#paintKnots(day, minuteCount, lots);
  }

  /** Lots to hand out: one is kept for each of the four minutes that must trade. */
  #cutLots(day: DayTotals): number {
    const isFine = day.volume >= oddLotVolumeMin || day.close > roundLotPriceMax;
    this.#lotShares = isFine ? 1 : Math.min(roundLot, Math.floor(day.volume / lotsMin));
    const lots = Math.floor(day.volume / this.#lotShares);
    this.#oddShares = day.volume - lots * this.#lotShares;
    return lots - 4;
  }

  #paintKnots(day: DayTotals, minuteCount: number, lots: number): void {
    const first = this.#uniform(priceStream, 0);
    const second = this.#uniform(volumeStream, 0);
    const early = 1 + Math.floor(first * first * 0.6 * (minuteCount - 2));
    const late = early + 1 + Math.floor((1 - second * second) * (minuteCount - 2 - early));
    this.#early = early;
    this.#late = late;
    // A day that closes higher has mostly seen its low first.
    const isLowFirst =
      this.#uniform(volumeStream, streamStep - 1) < (day.close >= day.open ? 0.78 : 0.22);
    const earlyPrice = isLowFirst ? day.low : day.high;
    const latePrice = isLowFirst ? day.high : day.low;
    const lotsUntilLate = this.#lotsBefore(0, late, minuteCount, lots);
    const lotsUntilEarly = this.#lotsBefore(0, early, late, lotsUntilLate);
    this.#paintSpan(0, early, day.open, earlyPrice, lotsUntilEarly);
    this.#paintSpan(early, late, earlyPrice, latePrice, lotsUntilLate - lotsUntilEarly);
    this.#paintSpan(late, minuteCount, latePrice, day.close, lots - lotsUntilLate);
  }

  #paintSpan(from: number, until: number, before: number, after: number, lots: number): void {
    if (until <= this.#fromMinute || from >= this.#untilMinute) return;
    if (until - from === 1) {
      this.#paintMinute(from, before, after, lots);
      return;
    }
    const middle = (from + until) >>> 1;
    const leftShare = (middle - from) / (until - from);
    const deviation = this.#minuteDeviation * Math.sqrt((until - middle) * leftShare);
    const bell = bellOf(this.#word(priceStream, middle), this.#word(secondPriceStream, middle));
    const price = this.#folded(before + (after - before) * leftShare + deviation * bell);
    const lotsLeft = this.#lotsBefore(from, middle, until, lots);
    this.#paintSpan(from, middle, before, price, lotsLeft);
    this.#paintSpan(middle, until, price, after, lots - lotsLeft);
  }

  #paintMinute(minute: number, before: number, after: number, drawnLots: number): void {
    let lots = drawnLots;
    if (minute === this.#early || minute === this.#late) lots++;
    if (minute === 0) lots++;
    let shares = lots * this.#lotShares;
    if (minute === this.#lastMinute) shares += this.#lotShares + this.#oddShares;
    this.volume[minute] = shares;
    if (shares === 0) return;
    const word = this.#word(wickStream, minute);
    const upper = (word & 0xff_ff) * digitRatio;
    const lower = (word >>> 16) * digitRatio;
    const top = Math.max(before, after);
    const bottom = Math.min(before, after);
    // A wick takes a part of the room at most, else many minutes would end at the day's extremes.
    const upperMax = (this.#highest - top) * wickRoomRatio;
    const lowerMax = (bottom - this.#lowest) * wickRoomRatio;
    const wick = this.#minuteDeviation;
    this.open[minute] = roundToTick(before);
    this.close[minute] = roundToTick(after);
    this.high[minute] = roundToTick(top + Math.min(wick * upper, upperMax) * upper);
    this.low[minute] = roundToTick(bottom - Math.min(wick * lower, lowerMax) * lower);
  }

  /** The lots of minutes `from` to `middle`, out of those of `from` to `until`. */
  #lotsBefore(from: number, middle: number, until: number, lots: number): number {
    if (lots === 0) return 0;
    const shape = this.#shape;
    const start = shape[from] as number;
    const share = ((shape[middle] as number) - start) / ((shape[until] as number) - start);
    const word = this.#word(volumeStream, middle);
    const spread = 0.9 * share * (1 - share);
    const drawn = share + spread * (2 * (word & 0xff_ff) * digitRatio - 1);
    // The second digit decides where a fraction of a lot goes.
    return Math.floor(lots * drawn + (word >>> 16) * digitRatio);
  }

  /** A price outside of the day's range is mirrored at its edge. */
  #folded(price: number): number {
    const highest = this.#highest;
    const lowest = this.#lowest;
    if (price > highest) return Math.max(2 * highest - price, lowest);
    return price < lowest ? Math.min(2 * lowest - price, highest) : price;
  }

  #word(stream: number, minute: number): number {
    return wordAt(this.#keyLow, this.#keyHigh, stream * streamStep + minute);
  }

  #uniform(stream: number, minute: number): number {
    return (this.#word(stream, minute) >>> 0) * wordRatio;
  }
}
