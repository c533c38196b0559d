import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { HistoryFill } from "../../../testing/history-fill.ts";
import { dateOf, newYork } from "../../../testing/history-store.ts";
import { Failure } from "../../base/failure.ts";
import { nyse } from "../../domain/calendar.ts";

let fill: HistoryFill;

beforeEach(() => {
  fill = new HistoryFill();
});
afterEach(() => fill.made.remove());

describe("a whole market by days", () => {
  const days = { offers: ["market-day"], symbolsMax: 1, symbols: 40 } as const;

  test("takes one question a day, newest first, and equals the same by symbol", async () => {
    const market = fill.marketOf(days);
    const texts: string[] = [];
    const onProgress = ({ text }: { readonly text: string }) => texts.push(text);
    await fill.run(fill.backFill(market, { isWholeMarket: true }), { onProgress });
    expect(market.calls.length).toBe(30);
    expect([texts[0], texts.at(-1)]).toEqual([
      "1d history: 1 of 30 days",
      "1d history: 30 of 30 days",
    ]);
    expect(new Set(market.calls.map(({ kind }) => kind))).toEqual(new Set(["market-day"]));
    const asked = market.calls.map(({ fromTsMs }) => fromTsMs as number);
    expect(asked).toEqual([...asked].sort((a, b) => b - a));
    const checksum = fill.store.bars.checksum();
    const other = fill.made.another("by-symbol");
    await fill.run(fill.backFill(fill.marketOf({ symbols: 40 }), { store: other }));
    expect(checksum).toBe(other.bars.checksum());
    const key = { interval: "1d", adjustment: "split" } as const;
    const untils = (store: typeof other) =>
      store.coverage.coverage(key).map(({ symbol, untilTsMs }) => [symbol, untilTsMs]);
    expect(untils(fill.store)).toEqual(untils(other));
    other.close();
  });

  test("goes on upwards with the days that came since", async () => {
    const market = fill.marketOf(days);
    await fill.run(fill.backFill(market, { isWholeMarket: true }));
    fill.nowMs = newYork("2025-11-19 21:00");
    market.calls.length = 0;
    await fill.run(fill.backFill(market, { isWholeMarket: true }));
    const dates = nyse.tradingDaysBetween(dateOf("2025-11-17"), dateOf("2025-11-19"));
    expect(market.calls.map(({ fromTsMs }) => fromTsMs)).toEqual(
      dates.map((date) => newYork("2025-11-17") + (date - dateOf("2025-11-17")) * 86_400_000),
    );
    market.calls.length = 0;
    await fill.run(fill.backFill(market, { isWholeMarket: true }));
    expect(market.calls).toEqual([]);
  });

  test("asks by symbol where that takes fewer questions", async () => {
    const market = fill.marketOf({ ...days, symbolsMax: 10 });
    await fill.run(fill.backFill(market, { isWholeMarket: true }));
    expect(market.calls.map(({ kind }) => kind)).toEqual(["bars", "bars", "bars", "bars"]);
  });

  test("leaves what the vendor does not have by days to questions by symbol", async () => {
    const limit = newYork("2025-10-20");
    const market = fill.marketOf({
      ...{ ...days, symbolsMax: 1 },
      change: (_, interval, bar) => (interval === "1d" && bar.openTsMs < limit ? null : bar),
    });
    await fill.run(fill.backFill(market, { isWholeMarket: true }));
    const kinds = market.calls.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "market-day").length).toBe(21);
    expect(kinds.filter((kind) => kind === "bars").length).toBe(40);
  });
});

describe("a vendor of days that refuses some", () => {
  const days = { offers: ["market-day"], symbolsMax: 1, symbols: 40 } as const;
  const refusing = (code: "provider.forbidden" | "provider.unavailable") =>
    fill.marketOf({
      ...days,
      script: ({ kind, fromTsMs }) =>
        kind === "market-day" && (fromTsMs ?? 0) < newYork("2025-10-20")
          ? new Failure(code, "made")
          : undefined,
    });

  test("because of its plan leaves them to questions by symbol", async () => {
    const market = refusing("provider.forbidden");
    await fill.run(fill.backFill(market, { isWholeMarket: true }));
    expect(fill.barCount()).toBe(40 * 30);
    expect(market.calls.filter(({ kind }) => kind === "bars").length).toBe(40);
  });

  test("because it is down ends the run, and what came stays", async () => {
    const market = refusing("provider.unavailable");
    const failed = fill.run(fill.backFill(market, { isWholeMarket: true }));
    expect(await failed.catch((error) => error.code)).toBe("provider.unavailable");
    expect(fill.barCount()).toBe(40 * 20);
  });
});
