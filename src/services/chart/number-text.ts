/** Numbers as people read them: thousands separated, a true minus sign, fixed decimals. */

const minusSign = "−";
const decimalsMax = 10;

/**
 * Decimals that a price is quoted with: two from 1 upwards, below it enough for four digits that
 * count (0.0001 is printed as 0.0001000).
 */
export function priceDecimals(price: number): number {
  const magnitude = Math.abs(price);
  if (!(magnitude > 0) || magnitude >= 1) return 2;
  return Math.min(decimalsMax, Math.max(4, 3 - Math.floor(Math.log10(magnitude))));
}

export function formatNumber(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return "–";
  const digits = Math.abs(value).toFixed(decimals);
  const [whole = "", fraction] = digits.split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  // A rounded-away negative is no negative number any more.
  const sign = value < 0 && Number(digits) !== 0 ? minusSign : "";
  return sign + grouped + (fraction === undefined ? "" : `.${fraction}`);
}

export function formatSigned(value: number, decimals: number): string {
  const text = formatNumber(value, decimals);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

export function formatPercent(ratio: number): string {
  return `${formatSigned(100 * ratio, 2)}%`;
}

const compactUnits = [
  { from: 1e12, suffix: "T" },
  { from: 1e9, suffix: "B" },
  { from: 1e6, suffix: "M" },
  { from: 1e3, suffix: "K" },
] as const;

/** A count in three digits: 412K, 85.1M. */
export function formatCompact(count: number): string {
  if (!Number.isFinite(count)) return "–";
  // 999,950 would round up to "1,000K", so the next unit begins a little earlier.
  const unit = compactUnits.find(({ from }) => Math.abs(count) >= from * 0.9995);
  if (unit === undefined) return formatNumber(count, 0);
  const value = count / unit.from;
  const decimals = Math.abs(value) >= 99.95 ? 0 : Math.abs(value) >= 9.995 ? 1 : 2;
  return formatNumber(value, decimals) + unit.suffix;
}

/** An indicator value in the price's unit, signed, with two to four digits that count. */
export function formatIndicator(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 1_000) return formatSigned(value, 0);
  if (magnitude >= 100) return formatSigned(value, 1);
  if (!(magnitude > 0) || magnitude >= 0.1) return formatSigned(value, 2);
  return formatSigned(value, Math.min(decimalsMax, 1 - Math.floor(Math.log10(magnitude))));
}
