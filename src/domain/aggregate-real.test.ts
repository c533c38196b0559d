import { expect, test } from "bun:test";
import { describeShared } from "../../testing/shared.ts";
import { readSharedBars } from "../../testing/shared-bars.ts";
import { aggregateBars } from "./aggregate.ts";
import { type Bar, barAt, barsFrom } from "./bars.ts";
import { guessClosingBar } from "./closing-bar.ts";
import { formatLocalDate } from "./local-date.ts";
import { newYorkDate } from "./new-york.ts";

const wallClock = new Intl.DateTimeFormat("en-CA", {
  timeZone: "America/New_York",
  hourCycle: "h23",
  dateStyle: "short",
  timeStyle: "short",
});

/** A day's bar as a spreadsheet would make it: group by printed date, keep printed times. */
function naiveDays(rows: readonly Bar[], untilTime: (date: string) => string): string[] {
  const days = new Map<string, Bar[]>();
  for (const row of rows) {
    const [date = "", time = ""] = wallClock.format(row.openTsMs).split(", ");
    if (time < "09:30" || time > untilTime(date)) continue;
    days.set(date, [...(days.get(date) ?? []), row]);
  }
  return [...days].map(([date, bars]) => {
    const high = Math.max(...bars.map((bar) => bar.high));
    const low = Math.min(...bars.map((bar) => bar.low));
    const volume = bars.reduce((total, bar) => total + bar.volume, 0);
    return [date, bars.at(0)?.open, high, low, bars.at(-1)?.close, volume].join(" ");
  });
}

function days(rows: readonly Bar[], closingBar: "by-clock" | "regular"): string[] {
  const built = aggregateBars(barsFrom("1m", rows), "1d", { closingBar });
  return Array.from({ length: built.length }, (_, i) => {
    const bar = barAt(built, i);
    const date = formatLocalDate(newYorkDate(bar.openTsMs));
    return [date, bar.open, bar.high, bar.low, bar.close, bar.volume].join(" ");
  });
}

describeShared("aggregation of real minute bars", () => {
  test("a feed of regular hours with a closing bar gives the days that a spreadsheet gives", () => {
    const bySymbol = readSharedBars("intraday_1min_2018.csv.gz", ["AAPL", "MSFT", "AABA", "XOM"]);
    for (const rows of bySymbol.values()) {
      expect(rows.length).toBeGreaterThan(3_000);
      expect(guessClosingBar(barsFrom("1m", rows))).toBe("regular");
      const withClosingBar = naiveDays(rows, () => "16:00");
      expect(days(rows, "regular")).toEqual(withClosingBar);
      expect(days(rows, "by-clock")).toEqual(naiveDays(rows, () => "15:59"));
    }
    // The official close of that day; the last minute before the auction ended at 170.09.
    const firstDay = days(bySymbol.get("AAPL") ?? [], "regular")[0]?.split(" ");
    expect(firstDay?.[4]).toBe("170.05");
  });

  test("a feed with extended hours gives days by the clock, half day included", () => {
    const bySymbol = readSharedBars("intraday_1min_extended_lean.csv.gz", ["AAPL", "GOOG", "SPY"]);
    const lastMinute = (date: string) => (date === "2015-12-24" ? "12:59" : "15:59");
    for (const rows of bySymbol.values()) {
      expect(rows.length).toBeGreaterThan(1_000);
      expect(guessClosingBar(barsFrom("1m", rows))).toBe("by-clock");
      expect(days(rows, "by-clock")).toEqual(naiveDays(rows, lastMinute));
    }
  });
});
