import { formatLocalDate, fromYearMonthDay } from "../../src/domain/local-date.ts";
import { newYorkDate, newYorkMinuteOfDay, newYorkTsMs } from "../../src/domain/new-york.ts";

/** Monday 1 June 2026, 11:00 in New York. */
export const today = fromYearMonthDay(2026, 6, 1);
export const nowTsMs = newYorkTsMs(today, 660);
export const bellTsMs = newYorkTsMs(today, 570);
export const minuteMs = 60_000;

/** "2026-06-01T09:30:00" in New York. */
function wallTime(tsMs: number): string {
  const minute = newYorkMinuteOfDay(tsMs);
  const two = (value: number) => String(value).padStart(2, "0");
  const second = two(Math.floor(tsMs / 1_000) % 60);
  const clock = `${two(Math.floor(minute / 60))}:${two(minute % 60)}:${second}`;
  return `${formatLocalDate(newYorkDate(tsMs))}T${clock}`;
}

/** A row of time and sales; volumes and prices may come as texts. */
export function saleRow(tsMs: number, c = 10, more: object = {}) {
  return {
    ...{ time: wallTime(tsMs), timestamp: tsMs / 1_000, price: c, vwap: c },
    ...{ open: c, high: c * 1.01, low: c * 0.99, close: c, volume: 1_000, ...more },
  };
}

export function minuteRows(fromTsMs: number, count: number, c = 10) {
  return Array.from({ length: count }, (_, i) => saleRow(fromTsMs + i * minuteMs, c));
}

export function series(rows: unknown) {
  return { series: rows === null ? null : { data: rows } };
}

export function stockQuote(symbol: string, last: number, more: object = {}) {
  return {
    ...{ symbol, description: symbol, exch: "Q", type: "stock", last, change: 1 },
    ...{ volume: 5_000_000, open: last - 1, high: last + 2, low: last - 2, close: null },
    ...{ bid: last - 0.01, ask: last + 0.01, average_volume: 4_000_000, prevclose: last - 3 },
    ...{ trade_date: nowTsMs - 2_000, bidsize: 200, bid_date: nowTsMs - 1_000 },
    ...{ asksize: 300, ask_date: nowTsMs - 1_000, ...more },
  };
}

export const greeks = {
  ...{ delta: 0.6, gamma: 0.01, theta: -0.03, vega: 0.12, rho: 0.05, phi: -0.4 },
  ...{ bid_iv: 0.3, mid_iv: 0.35, ask_iv: 0.4, smv_vol: 0.34, updated_at: "2026-06-01 14:00:00" },
};

export function optionRow(symbol: string, more: object = {}) {
  return {
    ...{ symbol, type: "option", last: 1.5, volume: 8, trade_date: bellTsMs, bid: 1.4, ask: 1.6 },
    ...{ bid_date: nowTsMs - 1_000, ask_date: nowTsMs - 1_000, open_interest: 813 },
    ...{ contract_size: 100, underlying: "AAA", greeks, ...more },
  };
}

export function calendarBody(days: readonly object[]) {
  return { calendar: { month: 11, year: 2026, days: { day: days } } };
}
