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

/** Seconds, as all of Yahoo's times are. */
export const secondMs = 1_000;
