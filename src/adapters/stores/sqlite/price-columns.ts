/** The four price columns that are stored as a group. */
export interface PriceColumns {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** First byte of a stored column: how its numbers are written. Part of the file format. */
export const columnModes = {
  /** The doubles themselves. */
  doubles: 0,
  /** Whole multiples of a power of ten. */
  ticks: 1,
  /** Bits of 32-bit floats. */
  floats: 2,
  /** A start, a step and counts of steps. */
  steps: 3,
} as const;

/** Decimals of the price step of US stocks above a dollar. Part of the file format. */
export const centDecimals = 2;
