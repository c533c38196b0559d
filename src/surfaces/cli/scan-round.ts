import type { BusPayloads } from "../../domain/bus-event.ts";
import type { Interval } from "../../domain/interval.ts";
import { formatLocalDate } from "../../domain/local-date.ts";
import { newYorkDate, newYorkMinuteOfDay } from "../../domain/new-york.ts";
import { scanners } from "../../scanners/registry.ts";
import { formatCount, formatDuration } from "./format.ts";
import type { Output } from "./output.ts";

/** What the scanners told of one moment of the market. */
export interface ScanRound {
  readonly interval: Interval;
  readonly marketTsMs: number;
  readonly scans: readonly BusPayloads["scan.finished"][];
  /** When the last of them told, UTC epoch ms. */
  readonly changedTsMs: number;
}

/** Parts are two blanks apart, so that the last ones can go where there is no room. */
export function roundText(output: Output, round: ScanRound, added: number): string {
  const { paint, glyphs } = output;
  const { interval, marketTsMs, scans } = round;
  // The newest of each scanner, in the order in which people know them.
  const newest = new Map(scans.map((scan) => [scan.scanner, scan]));
  const counts = scanners.flatMap(({ scanner }) => {
    const scan = newest.get(scanner);
    return scan === undefined ? [] : `${scanner} ${formatCount(scan.signalCount)}`;
  });
  const elapsedMs = Math.max(...scans.map((scan) => scan.elapsedMs));
  const facts = paint.dim(`${formatCount(added)} new in ${formatDuration(elapsedMs)}`);
  const found = counts.join(` ${glyphs.dot} `);
  return `${paint.green(glyphs.done)} ${marketTime(marketTsMs)}  ${interval}  ${found}  ${facts}`;
}

/** "2023-06-30 16:00 New York". */
function marketTime(tsMs: number): string {
  const minute = newYorkMinuteOfDay(tsMs);
  const two = (value: number) => String(value).padStart(2, "0");
  const clock = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  return `${formatLocalDate(newYorkDate(tsMs))} ${clock} New York`;
}
