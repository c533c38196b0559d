import * as v from "valibot";
import { type LocalDate, parseLocalDate } from "../../../domain/local-date.ts";
import { newYorkMinuteOfDay } from "../../../domain/new-york.ts";
import type { AnnouncedDay } from "../../../ports/market-data.ts";
import { flag, part } from "./wire.ts";

const session = v.object({ start: v.string(), end: v.string() });

const product = v.object({
  date: v.string(),
  isOpen: flag(false),
  sessionHours: part({ regularMarket: v.nullish(v.array(session)) }),
});

/** By product: "EQ" on a day with sessions, and the market's own name on a closed one. */
export const marketsSchema = v.object({ equity: v.record(v.string(), product) });

/** Null where the answer is of another day, or of no day that can be read. */
export function readDay(
  { equity }: v.InferOutput<typeof marketsSchema>,
  date: LocalDate,
): AnnouncedDay | null {
  const found = equity["EQ"] ?? Object.values(equity)[0];
  if (found === undefined) return null;
  const told = parseLocalDate(found.date.slice(0, 10));
  if (!told.ok || told.value !== date) return null;
  if (!found.isOpen) return { date, closeMinute: null };
  const end = found.sessionHours?.regularMarket?.at(-1)?.end;
  const endTsMs = end === undefined ? Number.NaN : Date.parse(end);
  return Number.isFinite(endTsMs) ? { date, closeMinute: newYorkMinuteOfDay(endTsMs) } : null;
}
