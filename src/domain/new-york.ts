import { assert } from "../base/assert.ts";
import { dayMs, type LocalDate } from "./local-date.ts";
import { parseZone, type Zone } from "./zone.ts";

/** The wall clock of the US exchanges. Offsets come from the IANA zone, never from a constant. */

const minuteMs = 60_000;
let zone: Zone | undefined;

/** New York wall clock minus UTC at an instant, in ms. */
export function newYorkOffsetMs(tsMs: number): number {
  return newYork().offsetMs(tsMs);
}

/** The date on a New York calendar at an instant. */
export function newYorkDate(tsMs: number): LocalDate {
  return Math.floor((tsMs + newYorkOffsetMs(tsMs)) / dayMs) as LocalDate;
}

/** Whole minutes since 00:00 on a New York wall clock, 0..1439: 570 at the opening bell. */
export function newYorkMinuteOfDay(tsMs: number): number {
  const wallMs = tsMs + newYorkOffsetMs(tsMs);
  return Math.floor((wallMs - Math.floor(wallMs / dayMs) * dayMs) / minuteMs);
}

/**
 * The instant at which New York clocks show `minuteOfDay` on `date`. Clocks change on Sundays at
 * 02:00, outside every session: a skipped time is read on the clock from before the change (02:30
 * becomes 03:30), a repeated one means its first passage.
 */
export function newYorkTsMs(date: LocalDate, minuteOfDay: number): number {
  return newYork().tsMs(date, minuteOfDay * minuteMs);
}

/** Made on first use: Intl loads its tables then. */
function newYork(): Zone {
  zone ??= openNewYork();
  return zone;
}

function openNewYork(): Zone {
  const parsed = parseZone("America/New_York");
  assert(parsed.ok, "the runtime knows the zone America/New_York");
  return parsed.value;
}
