import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { OptionDesks } from "../../../testing/made-options.ts";
import { addDays, fromYearMonthDay } from "../../domain/local-date.ts";

let desks: OptionDesks;

beforeEach(() => {
  desks = new OptionDesks();
});
afterEach(() => desks.remove());

describe("the hours of the desk", () => {
  test("outside of a session nothing is asked for, and the next bell is told", async () => {
    const { round, store } = desks.open();
    desks.trade(5_000);
    const saturday = addDays(desks.friday, 1);
    const monday = addDays(desks.friday, 3);
    const christmas = fromYearMonthDay(2026, 12, 25);
    for (const [tsMs, next] of [
      [desks.at(-1), desks.at(0)],
      [desks.at(390), desks.at(0, desks.wednesday)],
      [desks.at(600), desks.at(0, desks.wednesday)],
      [desks.at(60, saturday), desks.at(0, monday)],
      [desks.at(60, christmas), desks.at(0, fromYearMonthDay(2026, 12, 28))],
      [desks.at(390, desks.friday), desks.at(0, monday)],
    ] as const) {
      expect((await round(tsMs)).nextTsMs).toBe(next);
    }
    expect(desks.market.asked).toEqual([]);
    expect(store.cache.whaleFlows(0)).toEqual([]);
  });

  test("a half day ends at 13:00", async () => {
    const { round } = desks.open();
    desks.market.listed = [fromYearMonthDay(2026, 12, 4)];
    const halfDay = fromYearMonthDay(2026, 11, 27);
    await round(desks.at(209, halfDay));
    await round(desks.at(210, halfDay));
    expect(desks.market.asked.length).toBe(1);
  });

  test("indices go on until 16:15", async () => {
    const { round } = desks.open({ symbols: ["ABC", "SPX"] });
    await round(desks.at(400));
    expect(desks.market.asked).toEqual(["SPX"]);
  });

  test("a feed that lags a quarter of an hour is looked at that much later", async () => {
    desks.market.delayMs = 900_000;
    const { round, store } = desks.open();
    desks.trade(5_000);
    expect((await round(desks.at(5))).nextTsMs).toBe(desks.at(15));
    await round(desks.at(16));
    expect(store.cache.whaleFlows(0).length).toBe(1);
    await round(desks.at(404));
    expect(desks.market.asked.length).toBe(2);
  });

  test("a chain of another session gives levels, and neither flows nor volumes", async () => {
    const { round, store } = desks.open();
    desks.trade(5_000);
    desks.market.asOfTsMs = desks.at(380, addDays(desks.tuesday, -1));
    await round(desks.at(10));
    expect(store.options.levelsOf("ABC")?.spot).toBe(100);
    expect(store.cache.whaleFlows(0)).toEqual([]);
    expect(store.options.contracts("ABC")).toEqual([]);
  });

  test("underlyings are spread over the period and each is looked at once in it", async () => {
    const symbols = Array.from({ length: 10 }, (_, i) => `S${i}`);
    const { round } = desks.open({ symbols });
    let most = 0;
    for (let tsMs = desks.at(10); tsMs < desks.at(15); tsMs += 10_000) {
      const before = desks.market.asked.length;
      await round(tsMs);
      most = Math.max(most, desks.market.asked.length - before);
    }
    expect(most).toBe(1);
    expect([...desks.market.asked].sort()).toEqual(symbols);
    expect(desks.market.expirationCalls).toBe(10);
    await round(desks.at(15));
    await round(desks.at(16));
    expect(desks.market.expirationCalls, "listed expiries are kept for the day").toBe(10);
  });
});
