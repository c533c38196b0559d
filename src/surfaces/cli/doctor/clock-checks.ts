import { formatLocalDate } from "../../../domain/local-date.ts";
import { newYorkDate, newYorkOffsetMs } from "../../../domain/new-york.ts";
import { utcText } from "../../../domain/result-table.ts";
import { marketStatus } from "../../../domain/session.ts";
import type { CliContext } from "../context.ts";
import { formatSpan } from "../format.ts";
import { type Check, fail, ok, warn } from "./check.ts";

/** The program was written after this. */
const clockTsMsMin = Date.UTC(2025, 0, 1);
const hourMs = 3_600_000;

export function clockCheck({ clock, program }: CliContext): Check {
  const nowMs = clock.nowMs();
  const text = `${utcText(nowMs)} UTC`;
  if (nowMs < clockTsMsMin) return fail("clock", `${text} is in the past`, "set the clock right");
  const january = newYorkOffsetMs(Date.UTC(2024, 0, 15));
  const july = newYorkOffsetMs(Date.UTC(2024, 6, 15));
  if (january !== -5 * hourMs || july !== -4 * hourMs) {
    const way = "update the time zones of the system";
    return fail("clock", "the zone America/New_York is wrong", way);
  }
  const isSet = program.host.machine().isClockSynchronized;
  if (isSet === null) return ok("clock", text);
  if (isSet) return ok("clock", `${text}, set by a time service`);
  return warn("clock", `${text}, no time service has set it yet`, "timedatectl set-ntp true");
}

export function calendarCheck({ clock }: CliContext): Check {
  const nowMs = clock.nowMs();
  const { session, reason, nextChangeTsMs, nextSession } = marketStatus(nowMs);
  const why = reason === undefined ? "" : ` (${reason})`;
  const next = `${nextSession} in ${formatSpan(nextChangeTsMs - nowMs)}`;
  const date = formatLocalDate(newYorkDate(nowMs));
  return ok("market", `${date} in New York: ${session}${why}, ${next}`);
}
