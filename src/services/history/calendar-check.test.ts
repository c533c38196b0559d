import { expect, test } from "bun:test";
import { HistoryMarket } from "../../../testing/history-market.ts";
import { dateOf, newYork } from "../../../testing/history-store.ts";
import type { AnnouncedDay } from "../../ports/market-data.ts";
import { CalendarCheck } from "./calendar-check.ts";

const { signal } = new AbortController();
const nowMs = newYork("2025-11-24 05:00");

function checkOf(days: readonly AnnouncedDay[]) {
  const notices: string[] = [];
  const nowOf = () => nowMs;
  const marketData = new HistoryMarket({ symbols: 1, nowMs: nowOf, days, offers: ["calendar"] });
  const onNotice = (text: string) => notices.push(text);
  return { notices, marketData, check: new CalendarCheck({ marketData, onNotice }) };
}

test("a calendar that agrees is no news", async () => {
  const { check, notices, marketData } = checkOf([
    { date: dateOf("2025-11-24"), closeMinute: 960 },
    { date: dateOf("2025-11-27"), closeMinute: null },
    { date: dateOf("2025-11-28"), closeMinute: 780 },
    { date: dateOf("2025-11-29"), closeMinute: null },
  ]);
  const { nextTsMs } = await check.round(nowMs, signal);
  expect(notices).toEqual([]);
  expect(check.todayOverride(nowMs)).toBeNull();
  expect(nextTsMs).toBe(newYork("2025-11-25 03:00"));
  expect(marketData.calls.map(({ kind }) => kind)).toEqual(["calendar"]);
});

test("a difference ahead is told once, and the rules stay", async () => {
  const { check, notices } = checkOf([{ date: dateOf("2025-11-28"), closeMinute: 960 }]);
  await check.round(nowMs, signal);
  await check.round(nowMs, signal);
  expect(notices).toEqual([
    "made says that the exchange closes at 16:00 on 2025-11-28; by the rules it closes at 13:00",
  ]);
  expect(check.todayOverride(nowMs)).toBeNull();
});

test("a vendor is believed for today, and not for tomorrow", async () => {
  const date = dateOf("2025-11-24");
  const { check, notices } = checkOf([{ date, closeMinute: null }]);
  await check.round(nowMs, signal);
  expect(notices.length).toBe(1);
  const reason = "announced by made";
  expect(check.todayOverride(nowMs)).toEqual({ date, kind: "closed", closeMinute: null, reason });
  expect(check.todayOverride(newYork("2025-11-25 05:00"))).toBeNull();
  const early = checkOf([{ date, closeMinute: 780 }]).check;
  await early.round(nowMs, signal);
  expect(early.todayOverride(nowMs)).toMatchObject({ kind: "half", closeMinute: 780 });
});

test("without a vendor of calendars nothing is asked, and a weekend waits for Monday", async () => {
  const marketData = new HistoryMarket({ symbols: 1, nowMs: () => nowMs });
  const check = new CalendarCheck({ marketData, onNotice: () => undefined });
  const { nextTsMs } = await check.round(newYork("2025-11-29 12:00"), signal);
  expect(marketData.calls).toEqual([]);
  expect(nextTsMs).toBe(newYork("2025-12-01 03:00"));
});
