import { expect, test } from "bun:test";
import { addDays, fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import { createDemoMarket } from "./market.ts";
import { newsBetween } from "./news.ts";
import { ratingsUntil } from "./ratings.ts";

const market = createDemoMarket({ seed: 21, symbols: 300 });
const date = fromYearMonthDay(2025, 6, 10);
const nowTsMs = newYorkTsMs(date, 720);
const indexes = market.symbols.map((_, index) => index);
const ratings = indexes.flatMap((index) => ratingsUntil(market, index, nowTsMs));

test("a few symbols in a hundred are rated on a day", () => {
  const perDay = ratings.length / 250 / (indexes.length / 100);
  expect(perDay).toBeGreaterThan(0.4);
  expect(perDay).toBeLessThan(3);
  expect(new Set(ratings.map(({ action }) => action)).size).toBe(5);
});

test("grades and targets move as the action says", () => {
  const order = ["Sell", "Hold", "Buy"];
  const rankOf = (grade: string | null) => order.indexOf(grade as string);
  for (const { action, fromGrade, toGrade, target, priorTarget } of ratings) {
    expect(rankOf(toGrade)).toBeGreaterThanOrEqual(0);
    if (action === "upgrade") {
      expect(rankOf(toGrade)).toBeGreaterThan(rankOf(fromGrade));
      expect(target).toBeGreaterThanOrEqual(priorTarget as number);
    } else if (action === "downgrade") {
      expect(rankOf(toGrade)).toBeLessThan(rankOf(fromGrade));
      expect(target).toBeLessThanOrEqual(priorTarget as number);
    } else if (action === "initiate") expect([fromGrade, priorTarget]).toEqual([null, null]);
    else expect(fromGrade).toBe(toGrade);
  }
});

test("ratings come newest first, and one of the future is not known yet", () => {
  const index = indexes.find((candidate) => ratingsUntil(market, candidate, nowTsMs).length > 2);
  const known = ratingsUntil(market, index as number, nowTsMs);
  const [newest, second] = known;
  const times = known.map(({ tsMs }) => tsMs);
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  const newestTsMs = newest?.tsMs as number;
  expect(ratingsUntil(market, index as number, newestTsMs)[0]).toEqual(newest);
  expect(ratingsUntil(market, index as number, newestTsMs - 1)[0]).toEqual(second);
});

test("every rating and every wide gap has its headline", () => {
  const fromTsMs = newYorkTsMs(addDays(date, -10), 0);
  const items = indexes.flatMap((index) => newsBetween(market, index, { fromTsMs, nowTsMs }));
  const recent = ratings.filter(({ tsMs }) => tsMs >= fromTsMs);
  for (const { symbol, tsMs } of recent) {
    expect(items.some((item) => item.symbols.includes(symbol) && item.tsMs === tsMs)).toBe(true);
  }
  expect(recent.length).toBeGreaterThan(3);
  expect(items.some(({ headline }) => headline.endsWith("% before the bell"))).toBe(true);
});

test("news are the same in a shorter span", () => {
  const span = { fromTsMs: newYorkTsMs(addDays(date, -30), 0), nowTsMs };
  const fromTsMs = newYorkTsMs(addDays(date, -5), 0);
  for (const index of indexes) {
    const long = newsBetween(market, index, span).filter(({ tsMs }) => tsMs >= fromTsMs);
    expect(newsBetween(market, index, { fromTsMs, nowTsMs })).toEqual(long);
  }
});
