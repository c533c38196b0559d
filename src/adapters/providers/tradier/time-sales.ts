import { formatLocalDate } from "../../../domain/local-date.ts";
import { newYorkDate, newYorkMinuteOfDay } from "../../../domain/new-york.ts";
import type { Asking } from "../../../ports/market-data.ts";
import { ask, type TradierContext } from "./calls.ts";
import { rowsAt } from "./wire.ts";

/** A day of single prints of a busy contract, with room. */
const bytesMax = 24 * 1_048_576;

export interface TimeSalesQuestion {
  /** In the vendor's spelling. */
  readonly symbol: string;
  readonly interval: "tick" | "1min" | "5min" | "15min";
  readonly fromTsMs: number;
  /** What opens or happens from here on does not come. */
  readonly untilTsMs: number;
  readonly session: "regular" | "all";
}

/** Rows of docs.tradier.com/reference/brokerage-api-markets-get-timesales, and when they came. */
export async function askTimeSales(
  context: TradierContext,
  question: TimeSalesQuestion,
  asking: Asking,
): Promise<{ readonly rows: readonly unknown[]; readonly receivedTsMs: number }> {
  const response = await ask(context, {
    path: "/markets/timesales",
    query: {
      symbol: question.symbol,
      interval: question.interval,
      start: wallMinute(question.fromTsMs),
      end: wallMinute(question.untilTsMs - 1),
      session_filter: question.session === "regular" ? "open" : "all",
    },
    endpoint: question.interval === "tick" ? "ticks" : "timesales",
    ...{ bytesMax, asking },
  });
  return { rows: rowsAt(response, ["series", "data"]), receivedTsMs: response.receivedTsMs };
}

/** "2026-06-01 09:30" in New York, as the vendor wants it. */
function wallMinute(tsMs: number): string {
  const minute = newYorkMinuteOfDay(tsMs);
  const two = (value: number) => String(value).padStart(2, "0");
  const time = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  return `${formatLocalDate(newYorkDate(tsMs))} ${time}`;
}
