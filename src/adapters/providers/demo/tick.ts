/**
 * Rounds to the price steps of US stocks: one cent from 1 dollar, a hundredth of a cent below
 * (Regulation NMS, rule 612). Never below one step. Rounding keeps the order of prices, and a
 * price on the grid stays itself to the bit.
 */
export function roundToTick(price: number): number {
  if (price >= 1) return Math.round(price * 100) / 100;
  return Math.max(Math.round(price * 10_000), 1) / 10_000;
}
