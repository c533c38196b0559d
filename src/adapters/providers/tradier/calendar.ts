import { fromYearMonthDay, parseLocalDate, toYearMonthDay } from "../../../domain/local-date.ts";
import type { AnnouncedDay, DateQuery, Sourced } from "../../../ports/market-data.ts";
import { ask, type TradierContext, tradierProvenance } from "./calls.ts";
import { calendarDay, readRows, rowsAt } from "./wire.ts";

/** One request each; what lies behind them is not told. */
const monthsMax = 24;

/** Sessions by month (docs.tradier.com/reference/brokerage-api-markets-get-calendar). */
export async function readCalendar(
  context: TradierContext,
  query: DateQuery,
): Promise<Sourced<readonly AnnouncedDay[]>> {
  const value: AnnouncedDay[] = [];
  for (const { year, month } of monthsOf(query)) {
    const response = await ask(context, {
      path: "/markets/calendar",
      query: { year, month },
      ...{ endpoint: "calendar", asking: query },
    });
    const rows = rowsAt(response, ["calendar", "days", "day"]);
    for (const { date, status, open } of readRows(calendarDay, rows, "calendar")) {
      const day = parseLocalDate(date);
      if (!day.ok || day.value < query.fromDate || day.value > query.toDate) continue;
      const closeMinute = status === "open" ? minuteOf(open?.end) : null;
      // A session whose end cannot be read is not told, rather than closed.
      if (closeMinute !== undefined) value.push({ date: day.value, closeMinute });
    }
  }
  value.sort((a, b) => a.date - b.date);
  return { value, provenance: tradierProvenance(context, "calendar", context.clock.nowMs()) };
}

function* monthsOf({ fromDate, toDate }: DateQuery) {
  let { year, month } = toYearMonthDay(fromDate);
  for (let count = 0; count < monthsMax; count++) {
    if (fromYearMonthDay(year, month, 1) > toDate) return;
    yield { year, month: String(month).padStart(2, "0") };
    month += 1;
    if (month > 12) [year, month] = [year + 1, 1];
  }
}

/** "16:00" as minutes of the New York day. */
function minuteOf(text: string | null | undefined): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text ?? "");
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined;
}
