import * as v from "valibot";
import { Failure } from "../../base/failure.ts";
import type { VendorResponse } from "./vendor-http.ts";

/** A number or a text that a vendor may leave out or set to null. */
export const nullableNumber = v.nullish(v.number(), null);
export const nullableText = v.nullish(v.string(), null);

/** What was found may be a whole page of HTML. */
const flawLettersMax = 120;

/** Readers of one vendor's answers, with its name for people: whatever misfits is told by it. */
export function answersOf(vendor: string) {
  /** The value in its shape, or Failure provider.bad-payload that names the first flaw. */
  function readValue<S extends v.GenericSchema>(
    schema: S,
    value: unknown,
    what: string,
  ): v.InferOutput<S> {
    const parsed = v.safeParse(schema, value);
    if (parsed.success) return parsed.output;
    const [issue] = parsed.issues;
    const place = v.getDotPath(issue) ?? "the whole body";
    throw otherShape(what, place, issue.message.slice(0, flawLettersMax));
  }

  function readBody<S extends v.GenericSchema>(
    schema: S,
    response: Pick<VendorResponse, "json">,
    what: string,
  ): v.InferOutput<S> {
    return readValue(schema, response.json(), what);
  }

  /**
   * The entries that fit. A single one that does not is left out; where none of several fits, the
   * format has changed, and that is a Failure.
   */
  function readEntries<S extends v.GenericSchema, Key>(
    schema: S,
    entries: Iterable<readonly [Key, unknown]>,
    what: string,
  ): [Key, v.InferOutput<S>][] {
    const read: [Key, v.InferOutput<S>][] = [];
    let misfits = 0;
    for (const [key, entry] of entries) {
      if (entry === null || entry === undefined) continue;
      const parsed = v.safeParse(schema, entry);
      if (parsed.success) read.push([key, parsed.output]);
      else misfits++;
    }
    if (read.length === 0 && misfits > 0) throw unreadable(what, misfits);
    return read;
  }

  /** As `readEntries`, of a list. */
  function readRows<S extends v.GenericSchema>(
    schema: S,
    rows: readonly unknown[],
    what: string,
  ): v.InferOutput<S>[] {
    return readEntries(schema, rows.entries(), what).map(([, row]) => row);
  }

  function otherShape(what: string, place: string, flaw: string): Failure {
    return new Failure(
      "provider.bad-payload",
      `${vendor} answered ${what} in another shape than known: at "${place}", ${flaw}`,
    );
  }

  function unreadable(what: string, count: number): Failure {
    return new Failure(
      "provider.bad-payload",
      `None of the ${count} rows of ${vendor}'s ${what} can be read; its format may have changed`,
    );
  }

  return { readValue, readBody, readEntries, readRows, otherShape, unreadable };
}
