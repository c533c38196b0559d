import * as v from "valibot";
import { Failure } from "../../../base/failure.ts";

/** An answer that has to have a shape: throws Failure provider.bad-payload with the first flaw. */
export function readPayload<T>(
  schema: v.GenericSchema<unknown, T>,
  json: unknown,
  what: string,
): T {
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const at = v.getDotPath(issue) ?? "its top";
  const trouble = `Yahoo answered ${what} in an unknown shape at "${at}"`;
  throw new Failure("provider.bad-payload", `${trouble}; a newer learn2trade may know it`);
}

/** The rows that have the shape. One bad row of a vendor never costs the others. */
export function readRows<T>(schema: v.GenericSchema<unknown, T>, rows: readonly unknown[]): T[] {
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
