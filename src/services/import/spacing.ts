import { type Interval, intervalMs, intervals, isDateKeyed } from "../../domain/interval.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const firstCapacity = 256;

/** Below this many steps from row to row nothing is claimed about coarse spacing. */
const stepsMin = 3;
/**
 * A few steps may be equal by chance; from here on half of them being equal is enough. Of whole
 * days, which minutes do not keep by chance, half is always enough.
 */
const stepsManyMin = 8;

/** How far apart the rows of each symbol are. */
export interface Steps {
  readonly count: number;
  /** Most frequent distance of neighbouring rows, and its share of all. */
  readonly typicalMs: number;
  readonly typicalShare: number;
  /** Share of steps that are shorter than `ms`. */
  shareBelow(ms: number): number;
}

/**
 * The moments of the first rows of a file, to find out whether they fit the interval that was
 * asked for: minutes taken as days would overwrite one another, days taken as minutes would lie.
 *
 * memory  12 bytes a row, for up to four times `capacity`
 */
export class SpacingSample {
  readonly #capacity: number;
  #symbolIndex = new Int32Array(firstCapacity);
  #instantMs = new Float64Array(firstCapacity);
  #count = 0;
  #seenCount = 0;
  #onMinuteCount = 0;
  #onGridCount = 0;
  #hasTime = false;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get isFull(): boolean {
    return this.#count >= this.#capacity;
  }

  observe(
    row: { readonly symbolIndex: number },
    moment: { readonly instantMs: number; readonly hasTime: boolean; readonly isOnGrid: boolean },
  ): void {
    if (this.isFull) return;
    this.#seenCount++;
    if (moment.hasTime) this.#hasTime = true;
    if (moment.isOnGrid) this.#onGridCount++;
    // A moment within a minute fits no interval: its row is rejected, and says nothing here.
    if (moment.instantMs % minuteMs !== 0) return;
    this.#onMinuteCount++;
    if (this.#count === this.#instantMs.length) this.#grow();
    this.#symbolIndex[this.#count] = row.symbolIndex;
    this.#instantMs[this.#count] = moment.instantMs;
    this.#count++;
  }

  /** A sentence about what does not fit, or null. */
  findMisfit(interval: Interval): string | null {
    if (this.#seenCount === 0) return null;
    if (this.#onMinuteCount * 2 < this.#seenCount) {
      return "most rows have times within a minute; the shortest interval is 1m";
    }
    if (!isDateKeyed(interval) && !this.#hasTime) {
      return misfit("are dated without a time of day", interval, "1d");
    }
    const steps = this.#measure();
    const spacing = isDateKeyed(interval)
      ? findDateMisfit(steps, interval)
      : this.#findIntradayMisfit(steps, interval);
    if (spacing === null) return null;
    return misfit(`are ${spanText(spacing)} apart`, interval, intervalOf(spacing));
  }

  #findIntradayMisfit(steps: Steps, interval: Interval): number | null {
    const lengthMs = intervalMs(interval);
    const { count, typicalMs } = steps;
    const isMostlyOffGrid = this.#onGridCount * 10 < this.#seenCount * 6;
    if (count > 0 && typicalMs < lengthMs && isMostlyOffGrid) return typicalMs;
    if (count >= stepsMin && typicalMs < lengthMs && steps.shareBelow(lengthMs) > 0.6) {
      return typicalMs;
    }
    return isCoarser(steps, lengthMs) ? typicalMs : null;
  }

  /** Most files of a folder are small: a sample takes what they have, not what they might. */
  #grow(): void {
    const symbolIndex = new Int32Array(4 * this.#count);
    const instantMs = new Float64Array(4 * this.#count);
    symbolIndex.set(this.#symbolIndex);
    instantMs.set(this.#instantMs);
    this.#symbolIndex = symbolIndex;
    this.#instantMs = instantMs;
  }

  /** Distances between neighbours in time, within each symbol. */
  #measure(): Steps {
    const order = new Int32Array(this.#count).map((_, i) => i);
    const symbols = this.#symbolIndex;
    const instants = this.#instantMs;
    order.sort(
      (a, b) =>
        (symbols[a] as number) - (symbols[b] as number) ||
        (instants[a] as number) - (instants[b] as number),
    );
    const countByMs = new Map<number, number>();
    for (let i = 1; i < order.length; i++) {
      const row = order[i] as number;
      const previous = order[i - 1] as number;
      if (symbols[row] !== symbols[previous]) continue;
      const stepMs = wholeDays((instants[row] as number) - (instants[previous] as number));
      if (stepMs > 0) countByMs.set(stepMs, (countByMs.get(stepMs) ?? 0) + 1);
    }
    return summarize(countByMs);
  }
}

function summarize(countByMs: ReadonlyMap<number, number>): Steps {
  let count = 0;
  let typicalMs = Number.NaN;
  let typicalCount = 0;
  for (const [stepMs, times] of countByMs) {
    count += times;
    if (times < typicalCount || (times === typicalCount && stepMs > typicalMs)) continue;
    typicalMs = stepMs;
    typicalCount = times;
  }
  const shareBelow = (ms: number) => {
    let below = 0;
    for (const [stepMs, times] of countByMs) if (stepMs < ms) below += times;
    return count === 0 ? 0 : below / count;
  };
  return { count, typicalMs, typicalShare: count === 0 ? 0 : typicalCount / count, shareBelow };
}

/**
 * Rows of quiet symbols are many intervals apart, but irregularly so. A longer interval shows in
 * one distance that prevails, and in hardly any that is shorter.
 */
function isCoarser(steps: Steps, lengthMs: number): boolean {
  const { count, typicalMs, typicalShare } = steps;
  if (count < stepsMin || typicalMs <= lengthMs) return false;
  if (steps.shareBelow(typicalMs) > 0.05) return false;
  const isClear = count >= stepsManyMin || typicalMs >= dayMs;
  return typicalShare >= (isClear ? 0.5 : 1);
}

/** The same hour on another date may be an hour more or less away: clocks change in between. */
function wholeDays(stepMs: number): number {
  const days = Math.round(stepMs / dayMs);
  const offMs = Math.abs(stepMs - days * dayMs);
  return days >= 1 && offMs === hourMs ? days * dayMs : stepMs;
}

function findDateMisfit(steps: Steps, interval: Interval): number | null {
  const { count, typicalMs, typicalShare } = steps;
  if (count === 0) return null;
  if (typicalMs < dayMs && steps.shareBelow(dayMs) >= 0.5) return typicalMs;
  if (count < stepsMin || typicalShare < 0.5) return null;
  const isMonthly = typicalMs >= 28 * dayMs && typicalMs <= 31 * dayMs;
  const isWeekly = typicalMs === 7 * dayMs;
  const isShorterThanWeek = typicalMs < 5 * dayMs;
  const isMisfit = isMonthly || (interval === "1d" ? isWeekly : isShorterThanWeek);
  return isMisfit ? typicalMs : null;
}

function misfit(spacing: string, asked: Interval, fitting: Interval | null): string {
  const advice = fitting
    ? `use --interval ${fitting}`
    : `there is no interval for that (${intervals.join(" ")})`;
  return `the rows ${spacing}, which does not fit --interval ${asked}; ${advice}`;
}

function intervalOf(spacingMs: number): Interval | null {
  return intervals.find((interval) => intervalMs(interval) === spacingMs) ?? null;
}

function spanText(ms: number): string {
  if (ms % dayMs === 0) return counted(ms / dayMs, "day");
  return ms % hourMs === 0 ? counted(ms / hourMs, "hour") : counted(ms / minuteMs, "minute");
}

function counted(count: number, unit: string): string {
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}
