import { firstDifference } from "../errors.ts";
import type { PriceBar, PriceColumn, PriceColumns } from "../prices.ts";
import { priceBar } from "../prices.ts";

/**
 * Whether a NaN at the bar `hole` makes the value `distance` bars later NaN. "unknown": it changes
 * the value in another way, which the kernel's own test has to state.
 */
export type Reach = (distance: number, hole: number) => boolean | "unknown";

/** `bars` values from the hole on, or from `first` bars after it. */
export function lasting(bars: number, first = 0): Reach {
  return (distance) => distance >= first && distance < first + bars;
}

export function forever(first = 0): Reach {
  return (distance) => distance >= first;
}

/** What the docstring of a kernel promises of one of its output columns. */
export interface KernelOutput {
  readonly name: string;
  /** Index of the first value on bars without holes; NaN before it. */
  readonly warmupBars: number;
  readonly gaps: { readonly [column in PriceColumn]?: Reach };
  readonly flat: (price: number, volume: number) => number;
  /** 1: all prices times 2^k give the value times 2^k. 0: they leave it alone. */
  readonly priceDegree: 0 | 1;
  readonly volumeDegree: 0 | 1;
  /** What adding a constant to all prices does. "exactly" holds where the sums are exact. */
  readonly shift: "kept exactly" | "kept nearly" | "moves exactly" | "moves nearly";
}

/** One kernel with one choice of options. */
export interface KernelCase {
  readonly name: string;
  /** What it reads. */
  readonly columns: readonly PriceColumn[];
  readonly outputs: readonly KernelOutput[];
  /** After so many bars the bars before have no say; null: they always have (recursive). */
  readonly settledBars: number | null;
  readonly stateLength: number;
  readonly batch: (prices: PriceColumns, out: readonly Float64Array[]) => void;
  readonly step: (state: Float64Array, at: number, bar: PriceBar) => readonly number[];
}

/** No kernel computes this number from the prices of these tests. */
export const guard = -7.123456789e77;

export function runBatch(kernel: KernelCase, prices: PriceColumns): Float64Array[] {
  const out = emptyColumns(kernel, prices.close.length);
  kernel.batch(prices, out);
  return out;
}

export function runStream(
  kernel: KernelCase,
  prices: PriceColumns,
  state: Float64Array,
  at: number,
): Float64Array[] {
  const out = emptyColumns(kernel, prices.close.length);
  for (let i = 0; i < prices.close.length; i++) {
    putValues(kernel, out, i, kernel.step(state, at, priceBar(prices, i)));
  }
  return out;
}

export function putValues(
  kernel: KernelCase,
  out: Float64Array[],
  at: number,
  values: readonly number[],
): void {
  if (values.length !== kernel.outputs.length) throw new Error(`${values.length} values a step`);
  values.forEach((value, which) => {
    (out[which] as Float64Array)[at] = value;
  });
}

export function emptyColumns(kernel: KernelCase, bars: number): Float64Array[] {
  // Not zeros: a value that a kernel forgets to write must show.
  return kernel.outputs.map(() => new Float64Array(bars).fill(guard));
}

/** Same bits in every value. */
export function expectSame(
  kernel: KernelCase,
  found: readonly Float64Array[],
  expected: readonly Float64Array[],
  context = "",
): void {
  kernel.outputs.forEach(({ name }, which) => {
    const difference = firstDifference(found[which] ?? [], expected[which] ?? []);
    if (difference !== null) throw new Error(`${context} ${name}${difference}`);
  });
}
