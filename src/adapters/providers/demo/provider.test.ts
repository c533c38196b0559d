import { expect, test } from "bun:test";
import { describeProvider } from "../../../../testing/contracts/provider.contract.ts";
import type { ProviderHarness } from "../../../../testing/contracts/provider-harness.ts";
import { Failure } from "../../../base/failure.ts";
import { allocateBars, type Bars, barAt } from "../../../domain/bars.ts";
import { nyse } from "../../../domain/calendar.ts";
import { isDateKeyed } from "../../../domain/interval.ts";
import { addDays, fromYearMonthDay, type LocalDate } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import { formatOcc } from "../../../domain/option-contract.ts";
import type { BarQuery } from "../../../ports/market-data.ts";
import { demoIntervals } from "./demo-bars.ts";
import { createDemoMarket } from "./market.ts";
import { DemoProvider } from "./provider.ts";

const market = createDemoMarket({ seed: 11, symbols: 200 });
const symbols = market.symbols.filter((_, index) => market.profile(index).tier === "large");
const date = fromYearMonthDay(2025, 3, 10);
const halfDay = fromYearMonthDay(2024, 11, 29);
const at = (on: LocalDate, minute: number) => newYorkTsMs(on, minute);
const noon = at(date, 12 * 60) + 7_500;
const asking = { lane: "click", signal: new AbortController().signal } as const;

function providerAt(nowTsMs: number): DemoProvider {
  return new DemoProvider({ market, clock: { nowMs: () => nowTsMs } });
}

/** The first split of a market in a year that a year can find. */
function findSplit() {
  const range = { fromDate: fromYearMonthDay(2023, 1, 9), toDate: fromYearMonthDay(2024, 12, 1) };
  for (const [index, symbol] of market.symbols.entries()) {
    const [split] = market.splits(index, range);
    if (split) return { symbol, ...split };
  }
  throw new Error("the market has no split");
}

const split = findSplit();
const listed = await providerAt(noon).expirations(symbols[0] as string, asking);
const query = { underlying: symbols[0] as string, expiries: listed, ...asking };
const chain = (await providerAt(noon).chain(query)).value;
const busiest = chain.contracts.toSorted((a, b) => (b.volume ?? 0) - (a.volume ?? 0));

/** What a harness asks of the simulated market. */
const harness: ProviderHarness = {
  isSimulated: true,
  open: async (nowTsMs) => ({ provider: providerAt(nowTsMs), dispose: async () => undefined }),
  cases: {
    bars: [
      {
        name: "five minutes, one of which forms",
        symbols: symbols.slice(0, 3),
        unknownSymbol: "NOBODY",
        interval: "5m",
        fromTsMs: at(date, 0),
        untilTsMs: at(date, 24 * 60),
        nowTsMs: noon,
        barsMin: 80,
      },
      {
        name: "one minute around a change of the clocks",
        symbols: symbols.slice(0, 1),
        interval: "1m",
        fromTsMs: at(addDays(date, -4), 0),
        untilTsMs: at(date, 600),
        nowTsMs: noon,
        barsMin: 700,
      },
      {
        name: "four hours of a holiday and a half day",
        symbols: symbols.slice(0, 2),
        interval: "4h",
        fromTsMs: at(addDays(halfDay, -2), 0),
        untilTsMs: at(halfDay, 24 * 60),
        nowTsMs: at(halfDay, 13 * 60),
        barsMin: 6,
      },
      {
        name: "days until one that is not over",
        symbols: symbols.slice(0, 2),
        interval: "1d",
        fromTsMs: at(addDays(date, -900), 0),
        untilTsMs: at(addDays(date, 5), 0),
        nowTsMs: noon,
        barsMin: 1_200,
      },
      {
        name: "days around a split",
        symbols: [split.symbol],
        interval: "1d",
        fromTsMs: at(addDays(split.exDate, -7), 0),
        untilTsMs: at(addDays(split.exDate, 7), 0),
        nowTsMs: at(addDays(split.exDate, 7), 0),
        split,
      },
    ],
    "market-day": [
      {
        date: addDays(date, -3),
        closedDate: addDays(date, -2),
        symbolsMin: 200,
        nowTsMs: noon,
      },
    ],
    quotes: [3 * 60, 6 * 60, 12 * 60, 18 * 60, 22 * 60].map((minute) => ({
      symbols: symbols.slice(0, 20),
      unknownSymbol: "NOBODY",
      nowTsMs: at(date, minute) + 1_234,
    })),
    chain: [
      {
        underlying: symbols[0] as string,
        expiries: listed.slice(0, 3),
        contractsMin: 60,
        unknownUnderlying: "NOBODY",
        nowTsMs: noon,
      },
    ],
    "option-trades": [
      {
        contracts: busiest.slice(0, 3).map(({ occ }) => occ),
        fromTsMs: at(addDays(date, -3), 0),
        untilTsMs: noon,
        tradesMin: 20,
        nowTsMs: noon,
      },
    ],
    ratings: [
      { symbol: symbols[1] as string, ratingsMin: 2, unknownSymbol: "NOBODY", nowTsMs: noon },
    ],
    news: [
      { symbols: market.symbols, fromTsMs: noon - 7 * 86_400_000, itemsMin: 10, nowTsMs: noon },
    ],
    splits: [
      {
        symbols: null,
        fromDate: addDays(date, -700),
        toDate: date,
        splitsMin: 1,
        nowTsMs: noon,
      },
    ],
    universe: [{ listingsMin: 200, nowTsMs: noon }],
    calendar: [{ fromDate: addDays(date, -300), toDate: addDays(date, 60), nowTsMs: noon }],
  },
};

describeProvider("the demo market", harness);

async function barsOf(query: Partial<BarQuery>, nowTsMs = noon) {
  const all = {
    symbols: symbols.slice(0, 2),
    interval: "5m",
    fromTsMs: at(addDays(date, -20), 0),
    untilTsMs: noon,
    session: "regular",
    adjustment: "split",
    ...asking,
    ...query,
  } as const;
  const rows = [];
  for await (const { symbol, bars } of providerAt(nowTsMs).bars(all)) {
    rows.push(...rowsOf(bars).map((bar) => ({ symbol, ...bar })));
  }
  return rows;
}

function rowsOf(bars: Bars) {
  return Array.from({ length: bars.length }, (_, index) => barAt(bars, index));
}

test("bars equal the simulator's, of every length", async () => {
  const days = { fromDate: addDays(date, -20), toDate: addDays(date, -1) };
  for (const interval of demoIntervals) {
    const expected = symbols.slice(0, 2).flatMap((symbol) => {
      const index = market.symbols.indexOf(symbol);
      const bars = allocateBars(interval, 400);
      if (isDateKeyed(interval)) {
        market.dailyBars(index, days, bars);
        return rowsOf(bars).map((bar) => ({ symbol, ...bar }));
      }
      return nyse.tradingDaysBetween(days.fromDate, days.toDate).flatMap((day) => {
        market.intradayBars(index, day, interval, bars);
        return rowsOf(bars).map((bar) => ({ symbol, ...bar }));
      });
    });
    expect(await barsOf({ interval, untilTsMs: at(date, 0) })).toEqual(expected);
    expect(expected.length).toBeGreaterThan(20);
  }
});

test("a bar comes in the moment in which it closes", async () => {
  const fromTsMs = at(date, 600);
  const query = { symbols: symbols.slice(0, 1), fromTsMs, untilTsMs: at(date, 700) };
  expect(await barsOf(query, at(date, 605) - 1)).toEqual([]);
  expect(await barsOf(query, at(date, 605))).toHaveLength(1);
  const daily = { ...query, interval: "1d", fromTsMs: at(date, 0) } as const;
  expect(await barsOf(daily, at(date, 960) - 1)).toEqual([]);
  expect(await barsOf(daily, at(date, 960))).toHaveLength(1);
});

test("raw prices and weeks are refused", async () => {
  for (const query of [{ adjustment: "raw" }, { interval: "1w" }] as const) {
    const error = await barsOf(query).catch((thrown: unknown) => thrown);
    expect((error as Failure).code).toBe("provider.refused");
    expect(error).toBeInstanceOf(Failure);
  }
});

test("a market day comes after its close only", async () => {
  const day = { adjustment: "split", ...asking } as const;
  expect(await providerAt(at(date, 960) - 1).marketDay(date, day)).toBeNull();
  const answer = await providerAt(at(date, 960)).marketDay(date, day);
  const bars = allocateBars("1d", 1);
  for (const [index, close] of (answer?.value.close ?? []).entries()) {
    market.dailyBars(index, { fromDate: date, toDate: date }, bars);
    expect(close).toBe(bars.close[0] as number);
  }
});

test("an abort in the midst of many symbols ends the answer", async () => {
  const abort = new AbortController();
  const query = { ...asking, signal: abort.signal };
  const answer = providerAt(noon).quotes(market.symbols, query);
  abort.abort();
  const error = await answer.catch((thrown: unknown) => thrown);
  expect((error as Failure).code).toBe("run.interrupted");
});

test("contracts that do not exist have no prints", async () => {
  const expiry = listed[0] as LocalDate;
  const root = symbols[0] as string;
  const made = (strike: number, on: LocalDate, of = root) =>
    formatOcc({ root: of, expiry: on, right: "call", strike });
  const contracts = [
    made(0.123, expiry),
    made(100, addDays(expiry, 1)),
    made(100, expiry, "NOBODY"),
    "not a contract",
  ];
  const query = { contracts, fromTsMs: at(date, 0), untilTsMs: noon, ...asking };
  for await (const answer of providerAt(noon).optionTrades(query)) expect(answer).toBeNull();
  const [first] = (
    await providerAt(noon).splits({
      symbols: [split.symbol],
      fromDate: split.exDate,
      toDate: split.exDate,
      ...asking,
    })
  ).value;
  expect(first).toEqual(split);
});
