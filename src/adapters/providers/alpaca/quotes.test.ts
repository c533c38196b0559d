import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { bidAndAskOf, quoteOf } from "./quotes.ts";
import { stockSnapshot } from "./wire.ts";

const bar = (t: string, c: number, vol: number) => ({ t, o: c - 1, h: c + 1, l: c - 2, c, v: vol });
const friday = bar("2026-11-20T05:00:00Z", 100, 1_000);
const thursday = bar("2026-11-19T05:00:00Z", 90, 900);
const monday = bar("2026-11-23T05:00:00Z", 110, 1_100);

const quote = (body: object, feed: "iex" | "sip" = "sip") =>
  quoteOf("ABC", v.parse(stockSnapshot, body), feed);

describe("a snapshot", () => {
  test("before the open has yesterday in its daily bar", () => {
    const latestTrade = { t: "2026-11-23T13:00:00Z", p: 105 };
    const got = quote({ latestTrade, dailyBar: friday, prevDailyBar: thursday });
    expect(got).toMatchObject({ price: 105, session: "premarket", previousClose: 100 });
    expect(got).toMatchObject({ regularPrice: 100, open: null, high: null, volume: null });
  });

  test("in the session has today in its daily bar", () => {
    const latestTrade = { t: "2026-11-23T15:00:00Z", p: 111 };
    const got = quote({ latestTrade, dailyBar: monday, prevDailyBar: friday });
    expect(got).toMatchObject({ session: "regular", previousClose: 100, regularPrice: 111 });
    expect(got).toMatchObject({ open: 109, high: 111, low: 108, volume: 1_100 });
  });

  test("after the close keeps the regular price", () => {
    const latestTrade = { t: "2026-11-23T22:00:00Z", p: 120 };
    const got = quote({ latestTrade, dailyBar: monday, prevDailyBar: friday });
    expect(got).toMatchObject({ session: "postmarket", price: 120, regularPrice: 110 });
  });

  test("of a thin symbol on IEX does not call an old bar the previous close", () => {
    const latestTrade = { t: "2026-11-23T15:00:00Z", p: 111 };
    const body = { latestTrade, dailyBar: monday, prevDailyBar: thursday };
    expect(quote(body, "iex")?.previousClose).toBeNull();
    expect(quote(body, "sip")?.previousClose).toBe(90);
  });

  test("of IEX does not pass its few percent of the shares for the day's", () => {
    const latestTrade = { t: "2026-11-23T15:00:00Z", p: 111 };
    const got = quote({ latestTrade, dailyBar: monday, prevDailyBar: friday }, "iex");
    expect(got).toMatchObject({ price: 111, previousClose: 100, volume: null });
    expect(got).toMatchObject({ open: null, high: null, low: null });
  });

  test("without a trade is no quote; without the rest it is one with nulls", () => {
    expect(quote({ dailyBar: monday, latestTrade: null })).toBeNull();
    expect(quote({ latestTrade: { t: "2026-11-23T15:00:00Z", p: 0 } })).toBeNull();
    const got = quote({ latestTrade: { t: "2026-11-23T15:00:00Z", p: 5 }, latestQuote: null });
    expect(got).toMatchObject({ previousClose: null, open: null, volume: null, bid: null });
  });
});

describe("sizes", () => {
  test("are round lots before 3 November 2025 and shares from then on", () => {
    const at = (t: string) => bidAndAskOf({ t, bp: 10, bs: 3, ap: 10.1, as: 7 });
    expect(at("2025-11-03T04:59:59.999Z")).toMatchObject({ bidSize: 300, askSize: 700 });
    expect(at("2025-11-03T05:00:00Z")).toMatchObject({ bidSize: 3, askSize: 7 });
  });

  test("of a side without a price are not told", () => {
    const got = bidAndAskOf({ t: "2026-01-05T15:00:00Z", bp: 0, bs: 5, ap: 10, as: null });
    expect(got).toEqual({ bid: null, ask: 10, bidSize: null, askSize: null });
    expect(bidAndAskOf({ bp: 9, bs: 5 }).bidSize).toBeNull();
  });
});
