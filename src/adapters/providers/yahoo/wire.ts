import * as v from "valibot";
import { answersOf } from "../read-answer.ts";

export const { readValue } = answersOf("Yahoo");

/** The rows that have the shape. One bad row of a vendor never costs the others. */
export function fittingRows<T>(schema: v.GenericSchema<unknown, T>, rows: readonly unknown[]): T[] {
  return rows.flatMap((row) => {
    const parsed = v.safeParse(schema, row);
    return parsed.success ? [parsed.output] : [];
  });
}

/** Yahoo says null, leaves a field out, or writes 0 where it has no price and no number. */
export function positiveOrNull(value: number | null | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? value : null;
}

/** Seconds, as all of Yahoo's times are. */
export const secondMs = 1_000;
