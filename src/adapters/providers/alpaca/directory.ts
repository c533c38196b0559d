import { addDays, formatLocalDate, parseLocalDate, weekday } from "../../../domain/local-date.ts";
import type { Listing, SymbolSplit } from "../../../domain/research.ts";
import type { AnnouncedDay, Asking, DateQuery, Sourced } from "../../../ports/market-data.ts";
import { stockBatch } from "./bars.ts";
import type { AlpacaContext } from "./calls.ts";
import { listingOf } from "./listing.ts";
import { pagesOf } from "./pages.ts";
import { alpacaBatches, fromAlpacaSymbol } from "./symbols.ts";
import {
  actionsPage,
  asset,
  assets,
  calendarDays,
  readBody,
  readRows,
  split as splitSchema,
} from "./wire.ts";

const pageActions = 1_000;
const pageBytesMax = 4 * 1_048_576;
/** 13,000 assets of 500 bytes, with room. */
const assetsBytesMax = 32 * 1_048_576;
/** Alpaca filters by the day it books a split, which may be some days off the ex-date. */
const bookingDays = 10;
const saturdayWeekday = 6;
/** 1/50 times 50 is not quite 1. */
const ratioNoise = 1e-9;

function sourced<T>(context: AlpacaContext, feed: string, value: T): Sourced<T> {
  const asOfTsMs = context.clock.nowMs();
  return {
    value,
    provenance: { provider: "alpaca", feed, isSimulated: false, delayMs: 0, asOfTsMs },
  };
}

/** Forward and reverse splits by ex-date (docs.alpaca.markets/reference/corporateactions-1). */
export async function readSplits(
  context: AlpacaContext,
  query: DateQuery & { readonly symbols: readonly string[] | null },
): Promise<Sourced<readonly SymbolSplit[]>> {
  const found = new Map<string, SymbolSplit>();
  const batches = query.symbols === null ? [undefined] : alpacaBatches(query.symbols, stockBatch);
  for (const batch of batches) {
    const pages = pagesOf("corporate actions", async (pageToken) => {
      const response = await context.calls.get("data", {
        path: "/v1/corporate-actions",
        query: {
          types: "forward_split,reverse_split",
          symbols: batch?.join(","),
          start: formatLocalDate(addDays(query.fromDate, -bookingDays)),
          end: formatLocalDate(addDays(query.toDate, bookingDays)),
          limit: pageActions,
          page_token: pageToken,
        },
        endpoint: "corporate-actions",
        bytesMax: pageBytesMax,
        asking: query,
      });
      return readBody(actionsPage, response, "corporate actions");
    });
    for await (const page of pages) {
      const { forward_splits = [], reverse_splits = [] } = page.corporate_actions;
      for (const [kind, rows] of Object.entries({ forward_splits, reverse_splits })) {
        for (const split of readSplitRows(rows)) {
          if (split.exDate < query.fromDate || split.exDate > query.toDate) continue;
          // One split may come twice, as it was announced and as it was booked.
          found.set(`${split.symbol} ${split.exDate} ${kind}`, split);
        }
      }
    }
  }
  return sourced(context, "corporate-actions", oneOfADay(found.values()));
}

/** A reverse split with a forward one on the same day squeezes out odd lots: they multiply. */
function oneOfADay(splits: Iterable<SymbolSplit>): SymbolSplit[] {
  const byDay = new Map<string, SymbolSplit>();
  for (const split of splits) {
    const key = `${split.symbol} ${split.exDate}`;
    const ratio = split.ratio * (byDay.get(key)?.ratio ?? 1);
    byDay.set(key, { ...split, ratio });
  }
  return [...byDay.values()].filter(({ ratio }) => Math.abs(ratio - 1) > ratioNoise);
}

function readSplitRows(rows: readonly unknown[]): SymbolSplit[] {
  return readRows(splitSchema, rows, "splits").flatMap((row) => {
    const symbol = fromAlpacaSymbol(row.symbol);
    const exDate = parseLocalDate(row.ex_date);
    const ratio = row.new_rate / row.old_rate;
    const isRatio = ratio > 0 && Number.isFinite(ratio);
    return symbol !== null && exDate.ok && isRatio ? [{ symbol, exDate: exDate.value, ratio }] : [];
  });
}

/** Active US shares and funds (docs.alpaca.markets/reference/get-v2-assets-1), one call. */
export async function readUniverse(
  context: AlpacaContext,
  asking: Asking,
): Promise<Sourced<readonly Listing[]>> {
  const response = await context.calls.get("trading", {
    path: "/v2/assets",
    query: { status: "active", asset_class: "us_equity" },
    endpoint: "assets",
    bytesMax: assetsBytesMax,
    asking,
  });
  const rows = readBody(assets, response, "assets");
  const listings = readRows(asset, rows, "assets").flatMap((row) => {
    const listing = listingOf(row);
    return listing === null ? [] : [listing];
  });
  listings.sort((a, b) => (a.symbol < b.symbol ? -1 : 1));
  return sourced(context, "assets", listings);
}

/**
 * Sessions, and the weekdays without one (docs.alpaca.markets/reference/getcalendar-1). What lies
 * behind the last day that is listed is not told, rather than closed.
 */
export async function readCalendar(
  context: AlpacaContext,
  query: DateQuery,
): Promise<Sourced<readonly AnnouncedDay[]>> {
  const response = await context.calls.get("trading", {
    path: "/v2/calendar",
    query: { start: formatLocalDate(query.fromDate), end: formatLocalDate(query.toDate) },
    endpoint: "calendar",
    asking: query,
  });
  const closeMinutes = new Map<number, number>();
  for (const day of readBody(calendarDays, response, "the calendar")) {
    const date = parseLocalDate(day.date);
    const closeMinute = minuteOf(day.close);
    if (date.ok && closeMinute !== null) closeMinutes.set(date.value, closeMinute);
  }
  const days: AnnouncedDay[] = [];
  const lastDate = Math.min(query.toDate, Math.max(...closeMinutes.keys()));
  for (let date = query.fromDate; date <= lastDate; date = addDays(date, 1)) {
    const closeMinute = closeMinutes.get(date) ?? null;
    if (closeMinute !== null || weekday(date) < saturdayWeekday) days.push({ date, closeMinute });
  }
  return sourced(context, "calendar", days);
}

/** "16:00" as minutes of the New York day; null for anything else. */
function minuteOf(text: string): number | null {
  const match = /^([01]\d|2[0-3]):?([0-5]\d)$/.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}
