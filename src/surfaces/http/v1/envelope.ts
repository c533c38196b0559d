import {
  type Described,
  flag,
  instant,
  nullable,
  object,
  type Schema,
  text,
} from "../openapi/schema.ts";
import { type Answer, jsonAnswer } from "../route.ts";

/** What every answer of /api/v1 says of its data. */
const metaFields = {
  simulated: flag("true where prices were made up: nothing of it happened"),
  source: nullable(
    text(
      "provider and feed of the data, or the table where nobody noted them; null without data",
      "csv:daily.csv",
    ),
  ),
  as_of: nullable(instant("newest moment that the data speaks of; null without data")),
} as const;

const cursorField = {
  next_cursor: nullable(
    text("pass it as `cursor` for the next page; null on the last one", "WzFd"),
  ),
} as const;

type Extras = Readonly<Record<string, Schema<unknown>>>;

/** `{data, meta}`: the body of every answer. */
export function envelope<D, const M extends Extras>(data: Schema<D>, extras: M) {
  return object({ data, meta: object({ ...metaFields, ...extras }) });
}

/** The same for lists that come page by page. */
export function pageEnvelope<D, const M extends Extras>(data: Schema<D>, extras: M) {
  return envelope(data, { ...cursorField, ...extras });
}

/** An answer whose value is held to the schema of its route by the compiler. */
export function v1Answer<S extends Schema<unknown>>(
  _schema: S,
  value: () => Described<S>,
  options: { readonly version?: string; readonly status?: number } = {},
): Answer {
  return jsonAnswer(value, options);
}

/** "2024-06-28T20:12:00.000Z"; null for a time that is not known. */
export function isoText(tsMs: number): string {
  return new Date(tsMs).toISOString();
}

export function isoOrNull(tsMs: number | null | undefined): string | null {
  return typeof tsMs === "number" && Number.isFinite(tsMs) ? isoText(tsMs) : null;
}

/** The newest of some moments; null of none. */
export function newestOf(moments: Iterable<number>): number | null {
  let newest = Number.NEGATIVE_INFINITY;
  for (const tsMs of moments) newest = Math.max(newest, tsMs);
  return Number.isFinite(newest) ? newest : null;
}

/** Whole seconds between a moment and now; null for a moment that is not known. */
export function ageSeconds(tsMs: number, nowTsMs: number): number | null {
  return Number.isFinite(tsMs) ? Math.round((nowTsMs - tsMs) / 1_000) : null;
}
