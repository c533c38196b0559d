import * as v from "valibot";
import { parseLocalDate } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import { numberOrNull, positiveOrNull } from "../figures.ts";
import { answersOf, nullableText as text } from "../read-answer.ts";
import type { VendorResponse } from "../vendor-http.ts";

/**
 * Shapes of Tradier's answers (docs.tradier.com/reference). They were XML once: one row is an
 * object, several are a list, none is null; numbers may be texts and "NaN".
 */

const number = v.nullish(v.pipe(v.unknown(), v.transform(numberOrNull)), null);

const answers = answersOf("Tradier");
export const { readBody, readRows, unreadable } = answers;

export const stockQuote = v.object({
  symbol: v.string(),
  last: number,
  volume: number,
  open: number,
  high: number,
  low: number,
  close: number,
  prevclose: number,
  average_volume: number,
  trade_date: number,
  bid: number,
  bidsize: number,
  bid_date: number,
  ask: number,
  asksize: number,
  ask_date: number,
});
export type StockQuote = v.InferOutput<typeof stockQuote>;

export const optionRow = v.object({
  symbol: v.string(),
  last: number,
  volume: number,
  trade_date: number,
  bid: number,
  bid_date: number,
  ask: number,
  ask_date: number,
  open_interest: number,
  contract_size: number,
  greeks: v.nullish(
    v.object({
      delta: number,
      gamma: number,
      theta: number,
      vega: number,
      rho: number,
      mid_iv: number,
      smv_vol: number,
    }),
    null,
  ),
});
export type OptionRow = v.InferOutput<typeof optionRow>;

export const calendarDay = v.object({
  date: v.string(),
  status: v.string(),
  open: v.nullish(v.object({ end: text }), null),
});

export const streamSession = v.object({ stream: v.object({ sessionid: v.string() }) });

/** The rows below `path`, however many; a null on the way there means that there are none. */
export function rowsAt(response: VendorResponse, path: readonly string[]): readonly unknown[] {
  let value: unknown = response.json();
  for (const name of path) {
    if (typeof value !== "object" || value === null || Array.isArray(value) || !(name in value)) {
      throw answers.otherShape(path.join("."), name, "it is not there");
    }
    value = (value as Readonly<Record<string, unknown>>)[name];
    if (value === null || value === "null") return [];
  }
  return Array.isArray(value) ? value : [value];
}

/** Figures of the stream and of prints, which may be texts. */
export function readPositive(value: unknown): number | null {
  return positiveOrNull(numberOrNull(value));
}

const wallTime = /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?$/;

/** The moment of a New York wall clock, "2026-06-01T09:30:00"; null where it is none. */
export function easternTsMs(value: unknown): number | null {
  const match = wallTime.exec(typeof value === "string" ? value : "");
  if (!match) return null;
  const [, day, hour, minute, second = "0", fraction = ""] = match as unknown as string[];
  const date = parseLocalDate(day as string);
  if (!date.ok || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const fractionMs = Number(fraction.slice(0, 3).padEnd(3, "0"));
  const minuteOfDay = Number(hour) * 60 + Number(minute);
  return newYorkTsMs(date.value, minuteOfDay) + Number(second) * 1_000 + fractionMs;
}
