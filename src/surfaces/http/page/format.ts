import type { ResultColumn, ResultRow } from "../../../domain/result-table.ts";
import type { CellValue } from "../../../domain/signal.ts";
import {
  formatCompact,
  formatIndicator,
  formatNumber,
  formatSigned,
  priceDecimals,
} from "../../../services/chart/number-text.ts";

/** What stands where a value does not exist. */
export const missing = "–";

/** A cell as people read it, by the kind and unit of its column. */
export function formatCell(
  value: CellValue | undefined,
  column: ResultColumn,
  row: ResultRow,
): string {
  if (value === null || value === undefined) return missing;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value;
  if (column.unit === "price") return formatPrice(value, column, row);
  return formatValue(value, column);
}

/** A change of a price is quoted with the price's decimals. */
function formatPrice(value: number, { name }: ResultColumn, row: ResultRow): string {
  const isChange = name.endsWith("_change");
  const price = isChange ? Number(row["price"] ?? value) : value;
  return isChange
    ? formatSigned(value, priceDecimals(price))
    : formatNumber(value, priceDecimals(price));
}

function formatValue(value: number, { name, kind, unit }: ResultColumn): string {
  if (unit === "percent") return `${formatSigned(value, 2)}%`;
  if (unit === "shares") return formatCompact(value);
  if (unit === "bars") return `${formatNumber(value, 0)} ${value === 1 ? "bar" : "bars"}`;
  if (unit === "ratio") return formatNumber(value, 3);
  if (kind === "integer") return formatNumber(value, 0);
  // Shares of 100 by the naming rule: an RSI has no sign.
  if (name.endsWith("_pct")) return formatNumber(value, 1);
  return formatIndicator(value);
}

/** "bullish_breakout" is "Bullish breakout". */
export function words(name: string): string {
  const text = name.replaceAll(/[_-]+/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
