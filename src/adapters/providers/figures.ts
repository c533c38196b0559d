/** A finite price above 0: what vendors write where they have none is not. */
export function isPrice(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY;
}

/** Null for 0 too, which is how vendors say that they have no price, count or moment. */
export function positiveOrNull(value: unknown): number | null {
  return isPrice(value) ? value : null;
}

/** Finite numbers, also those that come as texts; null for "NaN" and anything else. */
export function numberOrNull(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string" || value.trim() === "") return null;
  const read = Number(value);
  return Number.isFinite(read) ? read : null;
}
