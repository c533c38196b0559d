import { describe, expect, test } from "bun:test";
import { describeProvider } from "../../../../testing/contracts/provider.contract.ts";
import { asking, gather } from "../../../../testing/contracts/provider-asking.ts";
import type { ProviderHarness } from "../../../../testing/contracts/provider-harness.ts";
import { held, jsonAnswer, textAnswer } from "../../../../testing/replay/answer.ts";
import {
  chartBody,
  isHole,
  madeChart,
  madeOptions,
  notFound,
  quoteBody,
  quoteRow,
} from "../../../../testing/yahoo-bodies.ts";
import { loginRoutes, openYahoo } from "../../../../testing/yahoo-vendor.ts";
import { nyse } from "../../../domain/calendar.ts";
import { dayMs, fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import type { BarQuery } from "../../../ports/market-data.ts";

/** A plain Wednesday, half an hour after the bell. */
const today = fromYearMonthDay(2026, 6, 3);
const nowTsMs = newYorkTsMs(today, 600) + 20_000;
const at = (date: number, minute: number) => newYorkTsMs(date as typeof today, minute);
const expiry = fromYearMonthDay(2026, 6, 19);

const splitDate = fromYearMonthDay(2021, 7, 20);
/** NVDA around its split of 4:1, restated for that one and for the 10:1 of 2024, as Yahoo does. */
const nvda = [
  ["2021-07-16", 18.9, 19.11, 18.14, 18.16],
  ["2021-07-19", 17.84, 18.99, 17.51, 18.78],
  ["2021-07-20", 18.73, 18.93, 18.14, 18.61],
  ["2021-07-21", 18.88, 19.52, 18.56, 19.41],
] as const;
const nvdaBody = chartBody(
  "NVDA",
  nvda.map(([day, open, high, low, close]) => {
    const tsMs = Date.parse(`${day}T13:30:00Z`);
    return { tsMs, open, high, low, close, volume: 1_000 };
  }),
  {
    events: {
      splits: {
        "1626787800": { date: 1_626_787_800, numerator: 4, denominator: 1, splitRatio: "4:1" },
      },
    },
  },
);

const routes = {
  ...loginRoutes,
  "GET /v8/finance/chart/NVDA?*": jsonAnswer(nvdaBody),
  "GET /v8/finance/chart/NOPE?*": notFound,
  "GET /v8/finance/chart/AAPL?*": madeChart(nowTsMs),
  "GET /v8/finance/chart/BRK-B?*": madeChart(nowTsMs),
  "GET /v7/finance/quote?*": jsonAnswer(
    quoteBody([
      quoteRow("AAPL", at(today, 599)),
      quoteRow("BRK-B", at(today, 598)),
      { symbol: "NOPE", quoteType: "NONE", tradeable: false },
    ]),
  ),
  "GET /v7/finance/options/AAPL?*": madeOptions({
    ...{ symbol: "AAPL", expiries: [today, expiry], tradeTsMs: at(today, 590) },
  }),
  "GET /v7/finance/options/NOPE?*": jsonAnswer({ optionChain: { result: [], error: null } }),
  "GET /v10/finance/quoteSummary/AAPL?*": jsonAnswer({
    quoteSummary: {
      result: [
        {
          upgradeDowngradeHistory: {
            history: [
              { epochGradeDate: 1_780_000_000, firm: "A", toGrade: "Buy", action: "up" },
              { epochGradeDate: 1_770_000_000, firm: "B", toGrade: "", action: "init" },
            ],
          },
        },
      ],
    },
  }),
  "GET /v10/finance/quoteSummary/NOPE?*": jsonAnswer(
    { quoteSummary: { result: null, error: { code: "Not Found", description: "none" } } },
    { status: 404 },
  ),
  "GET /v1/finance/search?*": jsonAnswer({
    quotes: [],
    news: [
      {
        uuid: "1",
        title: "Apples &amp; pears",
        publisher: "Wire",
        link: "https://finance.yahoo.com/news/1.html",
        providerPublishTime: at(today, 590) / 1_000,
        relatedTickers: ["AAPL"],
      },
    ],
  }),
};

const slow = () => held(textAnswer("{}"));

const harness: ProviderHarness = {
  isSimulated: false,
  open: (clockTsMs) => openYahoo({ routes, nowTsMs: clockTsMs, ignoreQuery: ["crumb"] }),
  cases: {
    bars: [
      {
        ...{ name: "minutes over two weeks", interval: "1m", symbols: ["AAPL", "BRK.B"] },
        ...{ unknownSymbol: "NOPE", nowTsMs, fromTsMs: at(today - 14, 570), untilTsMs: nowTsMs },
        barsMin: 7_000,
      },
      {
        ...{ name: "five minutes with the hours before and after", interval: "5m", nowTsMs },
        ...{ symbols: ["AAPL"], session: "all", fromTsMs: at(today - 3, 0), untilTsMs: nowTsMs },
        barsMin: 400,
      },
      {
        ...{ name: "quarters of an hour over a half day", interval: "15m", symbols: ["AAPL"] },
        nowTsMs: at(fromYearMonthDay(2025, 12, 1), 600),
        fromTsMs: at(fromYearMonthDay(2025, 11, 26), 0),
        untilTsMs: at(fromYearMonthDay(2025, 11, 29), 0),
        // One of forty is a hole.
        barsMin: 39,
      },
      {
        ...{ name: "days over a change of the clock", interval: "1d", symbols: ["AAPL"], nowTsMs },
        ...{ fromTsMs: at(today - 200, 0), untilTsMs: nowTsMs, barsMin: 130 },
      },
      {
        ...{ name: "days over a split", interval: "1d", symbols: ["NVDA"], nowTsMs, barsMin: 4 },
        ...{ fromTsMs: at(splitDate - 4, 0), untilTsMs: at(splitDate + 2, 0) },
        split: { symbol: "NVDA", exDate: splitDate, ratio: 4 },
      },
    ],
    quotes: [{ nowTsMs, symbols: ["AAPL", "BRK.B"], unknownSymbol: "NOPE" }],
    chain: [
      {
        ...{ nowTsMs, underlying: "AAPL", expiries: [today, expiry], contractsMin: 44 },
        unknownUnderlying: "NOPE",
      },
    ],
    ratings: [{ nowTsMs, symbol: "AAPL", ratingsMin: 2, unknownSymbol: "NOPE" }],
    news: [{ nowTsMs, symbols: ["AAPL"], fromTsMs: at(today, 0), itemsMin: 1 }],
    splits: [
      {
        ...{ nowTsMs, symbols: ["NVDA", "NOPE"], splitsMin: 1 },
        ...{ fromDate: fromYearMonthDay(2021, 1, 1), toDate: today },
      },
    ],
  },
  faults: [
    {
      name: "a length of bars that it has not",
      code: "provider.missing",
      open: () => openYahoo(),
      ask: (provider, how) => gather(provider.bars?.({ ...query({ interval: "30m" }), ...how })),
    },
    {
      name: "prices that are not restated",
      code: "provider.missing",
      open: () => openYahoo(),
      ask: (provider, how) => gather(provider.bars?.({ ...query({ adjustment: "raw" }), ...how })),
    },
    {
      name: "the splits of all symbols",
      code: "provider.missing",
      open: () => openYahoo(),
      ask: async (provider, how) =>
        provider.splits?.({ symbols: null, fromDate: today, toDate: today, ...how }),
    },
  ],
  stuck: {
    open: async () => {
      const { answer, release } = slow();
      const yahoo = await openYahoo({
        routes: { "GET /v8/finance/chart/AAPL?*": answer },
        nowTsMs,
      });
      const dispose = async () => {
        release();
        await yahoo.dispose();
      };
      return { provider: yahoo.provider, asked: yahoo.server.asked(1), dispose };
    },
    ask: (provider, how) => gather(provider.bars?.({ ...query({}), ...how })),
  },
};

function query(change: Partial<BarQuery>): BarQuery {
  return {
    ...{ symbols: ["AAPL"], interval: "1d", session: "regular", adjustment: "split" },
    ...{ fromTsMs: at(today - 10, 0), untilTsMs: nowTsMs, ...asking() },
    ...change,
  };
}

describeProvider("Yahoo", harness);

describe("what Yahoo is asked", () => {
  test("minutes are asked for in stretches of eight days, as far back as they go", async () => {
    await using yahoo = await openYahoo({ routes, nowTsMs });
    const range = { fromTsMs: at(today - 90, 0), untilTsMs: nowTsMs, interval: "1m" } as const;
    const chunks = await gather(yahoo.provider.bars(query(range)));
    expect(yahoo.server.requests).toHaveLength(4);
    const spans = yahoo.server.requests.map((request) => {
      const found = new Map(request.query);
      return [Number(found.get("period1")), Number(found.get("period2"))] as const;
    });
    const rising = spans.toSorted(([a], [b]) => a - b);
    for (const [from, until] of rising) expect(until - from).toBeLessThanOrEqual(8 * 86_400);
    for (let i = 1; i < 4; i++) expect(rising[i]?.[0]).toBe(rising[i - 1]?.[1] as number);
    expect((rising[0]?.[0] ?? 0) * 1_000).toBeGreaterThan(nowTsMs - 30 * dayMs);
    const opens = chunks.flatMap(({ bars }) => [...bars.openTsMs.subarray(0, bars.length)]);
    // Every minute of the range that is no hole, once; the running one is not closed.
    const expected = nyse
      .tradingDaysBetween((today - 29) as typeof today, today)
      .flatMap((date) => Array.from({ length: 390 }, (_, i) => at(date, 570 + i)))
      .filter((tsMs) => tsMs >= nowTsMs - 29 * dayMs && tsMs + 60_000 <= nowTsMs && !isHole(tsMs));
    expect(opens).toEqual(expected);
    expect(expected.length).toBeGreaterThan(7_000);
  });

  test("a range of the future or further back than minutes go is not asked for", async () => {
    await using yahoo = await openYahoo({ routes, nowTsMs });
    const future = query({ fromTsMs: nowTsMs + dayMs, untilTsMs: nowTsMs + 2 * dayMs });
    expect(await gather(yahoo.provider.bars(future))).toEqual([]);
    const past = query({ fromTsMs: 0, untilTsMs: nowTsMs - 40 * dayMs, interval: "1m" });
    expect(await gather(yahoo.provider.bars(past))).toEqual([]);
    expect(yahoo.server.requests).toEqual([]);
  });

  test("the day on which a range ends is asked for to its end", async () => {
    await using yahoo = await openYahoo({ routes, nowTsMs });
    const range = { fromTsMs: at(today - 2, 0), untilTsMs: at(today - 1, 0) + 1 };
    const [chunk] = await gather(yahoo.provider.bars(query(range)));
    expect([...(chunk?.bars.openTsMs ?? [])]).toEqual([at(today - 2, 0), at(today - 1, 0)]);
  });

  test("quotes are asked for in parts of 99, symbols without a name not at all", async () => {
    await using yahoo = await openYahoo({
      nowTsMs,
      routes: { ...loginRoutes, "GET /v7/finance/quote?*": jsonAnswer(quoteBody([])) },
    });
    const symbols = ["A/B", ...Array.from({ length: 150 }, (_, i) => `Q${i}`)];
    expect((await yahoo.provider.quotes(symbols, asking())).value).toEqual([]);
    const asked = yahoo.server.requests.filter(({ path }) => path === "/v7/finance/quote");
    const counts = asked.map((request) => new Map(request.query).get("symbols")?.split(",").length);
    expect(counts.toSorted()).toEqual([51, 99]);
    expect(new Map(asked[0]?.query).get("crumb")).toBe("abc/DEF.123");
    expect(asked[0]?.headers.get("cookie")).toBe("A3=d=visitor");
  });

  test("no symbols are no question", async () => {
    await using yahoo = await openYahoo({ nowTsMs });
    expect((await yahoo.provider.quotes([], asking())).value).toEqual([]);
    const none = { underlying: "A/B", expiries: [expiry], ...asking() };
    expect((await yahoo.provider.chain(none)).value.contracts).toEqual([]);
    expect(await yahoo.provider.expirations("A/B", asking())).toEqual([]);
    expect((await yahoo.provider.ratings("A/B", asking())).value).toEqual([]);
    expect(yahoo.server.requests).toEqual([]);
  });

  test("a story about something else is not news of the symbol", async () => {
    await using yahoo = await openYahoo({ routes, nowTsMs });
    const news = { symbols: ["MSFT"], fromTsMs: 0, ...asking() };
    expect((await yahoo.provider.news(news)).value).toEqual([]);
    const late = { symbols: ["AAPL"], fromTsMs: nowTsMs, ...asking() };
    expect((await yahoo.provider.news(late)).value).toEqual([]);
  });

  test("the price of the underlying comes with its chain", async () => {
    await using yahoo = await openYahoo({ routes, nowTsMs });
    const chain = { underlying: "AAPL", expiries: [expiry], ...asking() };
    const { value, provenance } = await yahoo.provider.chain(chain);
    expect(value).toMatchObject({ underlyingPrice: 101, underlyingTsMs: at(today, 590) });
    expect(value.contracts[0]).toMatchObject({ openInterest: 95, ivRatio: 0.31, volume: 7 });
    expect(provenance.delayMs).toBe(900_000);
  });
});
