import { nyse, regularCloseMinute } from "../../../domain/calendar.ts";
import { addDays, type LocalDate, parseLocalDate, weekday } from "../../../domain/local-date.ts";
import { newYorkDate, newYorkMinuteOfDay } from "../../../domain/new-york.ts";
import type { Listing } from "../../../domain/research.ts";
import type { AnnouncedDay, Asking, DateQuery, Sourced } from "../../../ports/market-data.ts";
import { type MassiveContext, massiveProvenance } from "./calls.ts";
import { pagesOf } from "./pages.ts";
import { fromMassiveSymbol, isIndex } from "./symbols.ts";
import { readBody, readRows, specialDay, specialDays, type TickerRow, tickerRow } from "./wire.ts";

const pageTickers = 1_000;
const saturdayWeekday = 6;

/** Names by ISO 10383; what trades over the counter has none of these. */
const exchanges: Readonly<Record<string, string>> = {
  XNAS: "NASDAQ",
  XNYS: "NYSE",
  XASE: "NYSE American",
  ARCX: "NYSE Arca",
  BATS: "Cboe BZX",
  IEXG: "IEX",
};

/** Types of /v3/reference/tickers/types. */
const kinds: Readonly<Record<string, Listing["kind"]>> = {
  ...{ CS: "common", OS: "common", ADRC: "common", NYRS: "common", GDR: "common" },
  ...{ ETF: "etf", ETV: "etf", ETS: "etf", FUND: "etf", ETN: "note", BOND: "note" },
  ...{ PFD: "preferred", ADRP: "preferred", WARRANT: "warrant", ADRW: "warrant" },
  ...{ RIGHT: "right", ADRR: "right", UNIT: "unit", SP: "note" },
};

/** Active shares and funds (massive.com/docs/rest/stocks/tickers/all-tickers), about 12 pages. */
export async function readUniverse(
  context: MassiveContext,
  asking: Asking,
): Promise<Sourced<readonly Listing[]>> {
  const listings = new Map<string, Listing>();
  const first = {
    path: "/v3/reference/tickers",
    query: {
      ...{ market: "stocks", active: true, limit: pageTickers },
      ...{ sort: "ticker", order: "asc" },
    },
  };
  const pages = pagesOf(context, "tickers", { first, endpoint: "tickers", asking });
  for await (const page of pages) {
    for (const row of readRows(tickerRow, page.results, "tickers")) {
      const listing = listingOf(row);
      if (listing !== null) listings.set(listing.symbol, listing);
    }
  }
  const value = [...listings.values()].sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  const facts = { delayMs: 0, asOfTsMs: context.clock.nowMs() };
  return { value, provenance: massiveProvenance("tickers", facts) };
}

function listingOf(row: TickerRow): Listing | null {
  const symbol = fromMassiveSymbol(row.ticker);
  const exchange = exchanges[row.primary_exchange ?? ""];
  if (symbol === null || isIndex(symbol) || exchange === undefined) return null;
  const kind = kinds[row.type ?? ""] ?? "other";
  return { symbol, name: row.name ?? "", exchange, isEtf: kind === "etf", kind, hasOptions: null };
}

/**
 * Sessions from today to the last special day that is announced, and the weekdays without one
 * (massive.com/docs/rest/stocks/market-operations/market-holidays). The list names closings and
 * early closes only: a weekday in between has a full session; what lies behind is not told.
 */
export async function readCalendar(
  context: MassiveContext,
  query: DateQuery,
): Promise<Sourced<readonly AnnouncedDay[]>> {
  const response = await context.calls.get({
    ...{ path: "/v1/marketstatus/upcoming", endpoint: "calendar", asking: query },
  });
  const rows = readRows(specialDay, readBody(specialDays, response, "the calendar"), "calendar");
  const specials = new Map<LocalDate, number | null>();
  for (const { exchange, date, status, close } of rows) {
    const day = parseLocalDate(date);
    if (!day.ok || exchange !== "NYSE") continue;
    const closeMinute = status === "closed" ? null : minuteOf(close, day.value);
    if (closeMinute !== undefined) specials.set(day.value, closeMinute);
  }
  const today = newYorkDate(context.clock.nowMs());
  const lastDate = Math.min(query.toDate, Math.max(...specials.keys()));
  const value: AnnouncedDay[] = [];
  let date = Math.max(query.fromDate, today) as LocalDate;
  for (; date <= lastDate; date = addDays(date, 1)) {
    if (weekday(date) >= saturdayWeekday) continue;
    const special = specials.get(date);
    value.push({ date, closeMinute: special === undefined ? regularCloseMinute : special });
  }
  const facts = { delayMs: 0, asOfTsMs: response.receivedTsMs };
  return { value, provenance: massiveProvenance("calendar", facts) };
}

/** Undefined where the end of an early session cannot be read: it is not told then. */
function minuteOf(close: string | null, date: LocalDate): number | undefined {
  const tsMs = Date.parse(close ?? "");
  if (Number.isNaN(tsMs) || newYorkDate(tsMs) !== date)
    return nyse.closeMinuteOrZero(date) || undefined;
  return newYorkMinuteOfDay(tsMs);
}
