import * as v from "valibot";
import { numberOrNull, positiveOrNull } from "../figures.ts";
import { answersOf } from "../read-answer.ts";
import type { VendorResponse } from "../vendor-http.ts";

export const { readBody, readValue } = answersOf("Schwab");

/** What Schwab writes where it has no number: -999 in one field, "NaN" in the next. */
const noNumber = -999;

/**
 * A number that may be missing, null, text or a sentinel: null then. 0 stays 0; whether it can be
 * meant is for the field to say.
 */
export const number = v.optional(
  v.pipe(
    v.unknown(),
    v.transform((value) => {
      const read = numberOrNull(value);
      return read === noNumber ? null : read;
    }),
  ),
  null,
);

/** A price or a moment: 0 means that there is none. */
export const positive = v.pipe(
  number,
  v.transform((value) => positiveOrNull(value)),
);

/** A count: never below 0. */
export const count = v.pipe(
  number,
  v.transform((value) => (value !== null && value >= 0 ? value : null)),
);

export const text = v.optional(
  v.pipe(
    v.unknown(),
    v.transform((value) => (typeof value === "string" && value !== "" ? value : null)),
  ),
  null,
);

/** True or false where it says so, and `fallback` otherwise. */
export function flag(fallback: boolean) {
  const transform = v.transform((value) => (typeof value === "boolean" ? value : fallback));
  return v.optional(v.pipe(v.unknown(), transform), fallback);
}

/** An object that Schwab leaves out or sets to null when it has nothing to put into it. */
export function part<T extends v.ObjectEntries>(entries: T) {
  return v.nullish(v.object(entries));
}

const errorsSchema = v.object({ errors: v.array(v.object({ source: v.optional(v.unknown()) })) });

/** Schwab does not know the symbol: 404, or 400 with the symbol as the source of the error. */
export function isUnknownSymbol(response: VendorResponse): boolean {
  if (response.status === 404) return true;
  if (response.status !== 400) return false;
  let content: unknown;
  try {
    content = response.json();
  } catch {
    // HTML says nothing of a symbol.
    return false;
  }
  const parsed = v.safeParse(errorsSchema, content);
  const sources = parsed.success ? parsed.output.errors.map(({ source }) => source) : [];
  return sources.some((source) => /symbol/i.test(JSON.stringify(source) ?? ""));
}
