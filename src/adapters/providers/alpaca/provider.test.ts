import {
  article,
  barRow,
  barsBody,
  listedContract,
  minuteRows,
  optionSnapshot,
  snapshot,
} from "../../../../testing/alpaca/alpaca-bodies.ts";
import { openAlpaca } from "../../../../testing/alpaca/alpaca-vendor.ts";
import { describeProvider } from "../../../../testing/contracts/provider.contract.ts";
import type { ProviderFault } from "../../../../testing/contracts/provider-harness.ts";
import { FakeClock } from "../../../../testing/fakes/fake-clock.ts";
import {
  badGateway,
  cutOff,
  emptyAnswer,
  held,
  jsonAnswer,
  tooManyRequests,
} from "../../../../testing/replay/answer.ts";
import type { Replies } from "../../../../testing/replay/route.ts";
import type { FailureCode } from "../../../base/failure.ts";
import { fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";

/** Monday 1 June 2026, 11:00 in New York. */
const today = fromYearMonthDay(2026, 6, 1);
const nowTsMs = newYorkTsMs(today, 660);
const bellTsMs = newYorkTsMs(today, 570);
const now = new Date(nowTsMs).toISOString();
const friday = fromYearMonthDay(2026, 6, 5);
const minuteMs = 60_000;

const bars = "GET /v2/stocks/bars?symbols=AAA,BRK.B,ZZZ&timeframe=*&start=*&end=*&limit=10000";
const state = "&adjustment=*&feed=sip&sort=asc";
const chain = "GET /v1beta1/options/snapshots/AAA?feed=opra&limit=1000";
const day = (t: string, c: number) => barRow({ t, c });
const splitDays = [
  day("2026-05-26T04:00:00Z", 100),
  day("2026-05-27T04:00:00Z", 101),
  day("2026-05-28T04:00:00Z", 102),
];
const rawDays = [day("2026-05-26T04:00:00Z", 1_000), day("2026-05-27T04:00:00Z", 101)];

const dayBars = "GET /v2/stocks/bars?symbols=AAA&timeframe=1Day&start=*&end=*&limit=10000";
const listed = "GET /v2/options/contracts?status=active&expiration_date_gte=*&limit=2500";

const routes: Readonly<Record<string, Replies>> = {
  // Before the bell, out of order, and one that forms; a symbol goes on over the border of pages.
  [`${bars}${state}`]: jsonAnswer(
    barsBody(
      {
        AAA: [
          ...minuteRows(bellTsMs - 2 * minuteMs, 4),
          ...minuteRows(bellTsMs + 2 * minuteMs, 3).reverse(),
        ],
      },
      "p2",
    ),
  ),
  [`${bars}${state}&page_token=p2`]: jsonAnswer(
    barsBody({
      AAA: minuteRows(bellTsMs + 5 * minuteMs, 90),
      "BRK.B": minuteRows(bellTsMs, 20, 500),
    }),
  ),
  [`${dayBars}&adjustment=split&feed=sip&sort=asc`]: jsonAnswer(barsBody({ AAA: splitDays })),
  [`${dayBars}&adjustment=raw&feed=sip&sort=asc`]: jsonAnswer(barsBody({ AAA: rawDays })),
  "GET /v2/stocks/snapshots?symbols=AAA,ABR.PRD,ZZZ&feed=sip": jsonAnswer({
    AAA: snapshot({ t: now, p: 101, days: ["2026-06-01T04:00:00Z", "2026-05-29T04:00:00Z"] }),
    "ABR.PRD": { latestTrade: { t: now, p: 20 }, latestQuote: null, dailyBar: null },
    ZZZ: null,
  }),
  [`${listed}&underlying_symbols=AAA`]: jsonAnswer({
    option_contracts: [
      listedContract("AAA260605C00150000", "2026-06-05"),
      listedContract("AAA260605P00150000", "2026-06-05"),
      listedContract("AAA260612C00150000", "2026-06-12"),
    ],
    next_page_token: null,
  }),
  [`${listed}&underlying_symbols=NOPE`]: jsonAnswer({
    option_contracts: [],
    next_page_token: null,
  }),
  [`${chain}&expiration_date_gte=2026-06-05&expiration_date_lte=2026-06-05`]: jsonAnswer({
    snapshots: {
      AAA260605P00150000: optionSnapshot({ t: now, delta: -0.4 }),
      AAA260605C00150000: optionSnapshot({ t: now, delta: 0.6 }),
    },
    next_page_token: "p2",
  }),
  [`${chain}&expiration_date_gte=2026-06-05&expiration_date_lte=2026-06-05&page_token=p2`]:
    jsonAnswer({
      snapshots: { AAA260605C00160000: { latestQuote: null }, AAA260605P00160000: {} },
      next_page_token: null,
    }),
  "GET /v1beta1/options/trades?symbols=AAA260605C00150000&start=*&end=*&limit=10000&sort=asc":
    jsonAnswer({
      trades: {
        AAA260605C00150000: [
          { t: new Date(bellTsMs + 2_000).toISOString(), p: 1.2, s: 5, x: "C", c: "I" },
          { t: new Date(bellTsMs + 1_000).toISOString(), p: 1.1, s: 2, x: "N", c: " " },
        ],
      },
      next_page_token: null,
    }),
  "GET /v1beta1/news?symbols=M&start=*&sort=desc&limit=50&include_content=false": jsonAnswer({
    news: [article(2, "2026-06-01T14:00:00Z"), article(1, "2026-06-01T13:00:00Z")],
    next_page_token: null,
  }),
  "GET /v1/corporate-actions?types=*&start=2026-04-21&end=2026-06-11&limit=1000": jsonAnswer({
    corporate_actions: {
      forward_splits: [
        { symbol: "AAA", ex_date: "2026-05-27", new_rate: 10, old_rate: 1 },
        { symbol: "AAA", ex_date: "2026-05-27", new_rate: 10, old_rate: 1, id: "again" },
        { symbol: "OUT", ex_date: "2026-06-09", new_rate: 2, old_rate: 1 },
      ],
      reverse_splits: [{ symbol: "BBB", ex_date: "2026-05-28", new_rate: 1, old_rate: 50 }],
      invented_in_2027: [{ symbol: "CCC" }],
    },
    next_page_token: null,
  }),
  "GET /v2/assets?status=active&asset_class=us_equity": jsonAnswer([
    { symbol: "AAA", name: "Triple A Inc. Common Stock", exchange: "NASDAQ", status: "active" },
    { symbol: "OTCX", name: "Somewhere", exchange: "OTC", status: "active" },
  ]),
  "GET /v2/calendar?start=2026-11-23&end=2026-11-30": jsonAnswer([
    ...["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-30"].map((date) => ({
      ...{ date, open: "09:30", close: "16:00", session_open: "0400", session_close: "2000" },
    })),
    { date: "2026-11-27", open: "09:30", close: "13:00" },
  ]),
};

function fault(name: string, code: FailureCode, replies: Replies): ProviderFault {
  return {
    name,
    code,
    open: () => openAlpaca({ nowTsMs, routes: { "GET /v2/stocks/snapshots?*": replies } }),
    ask: async (provider, asking) => provider.quotes?.(["AAA"], asking),
  };
}
const json = (message: string, status: number, code?: number) =>
  jsonAnswer({ ...(code && { code }), message }, { status });
const goodQuotes = jsonAnswer({ AAA: snapshot({ t: now, p: 1, days: [now, now] }) });

describeProvider("Alpaca", {
  isSimulated: false,
  open: (at) => openAlpaca({ clock: new FakeClock(at), routes }),
  cases: {
    bars: [
      {
        ...{ nowTsMs, name: "two symbols over two pages", symbols: ["AAA", "BRK.B"] },
        ...{ unknownSymbol: "ZZZ", interval: "1m", barsMin: 90 + 20 },
        ...{ fromTsMs: bellTsMs, untilTsMs: nowTsMs + 60 * minuteMs },
      },
      ...(["split", "raw"] as const).map((adjustment) => ({
        ...{ nowTsMs, name: `days (${adjustment})`, symbols: ["AAA"], interval: "1d" as const },
        fromTsMs: newYorkTsMs(fromYearMonthDay(2026, 5, 26), 0),
        untilTsMs: nowTsMs,
        adjustment,
        split: { symbol: "AAA", exDate: fromYearMonthDay(2026, 5, 27), ratio: 10 },
      })),
    ],
    quotes: [{ nowTsMs, symbols: ["AAA", "ABR-D"], unknownSymbol: "ZZZ" }],
    chain: [
      {
        ...{ nowTsMs, underlying: "AAA", expiries: [friday], contractsMin: 4 },
        unknownUnderlying: "NOPE",
      },
    ],
    "option-trades": [
      {
        ...{ nowTsMs, contracts: ["AAA260605C00150000"], tradesMin: 2 },
        ...{ fromTsMs: bellTsMs, untilTsMs: nowTsMs },
      },
    ],
    news: [{ nowTsMs, symbols: ["M"], fromTsMs: nowTsMs - 86_400_000, itemsMin: 2 }],
    splits: [
      {
        ...{ nowTsMs, symbols: null, splitsMin: 2 },
        ...{ fromDate: fromYearMonthDay(2026, 5, 1), toDate: today },
      },
    ],
    universe: [{ nowTsMs, listingsMin: 1 }],
    calendar: [
      {
        nowTsMs,
        fromDate: fromYearMonthDay(2026, 11, 23),
        toDate: fromYearMonthDay(2026, 11, 30),
      },
    ],
  },
  faults: [
    fault("401", "provider.unauthorized", json("verification failure", 401, 40_110_000)),
    fault("403 of the plan", "provider.forbidden", json("subscription does not permit", 403)),
    fault("404", "provider.refused", json("resource not found", 404, 40_410_000)),
    fault("422", "provider.refused", json("invalid feed", 422, 42_210_000)),
    fault("502 with HTML", "provider.unavailable", badGateway()),
    fault("a body that is cut off", "provider.unavailable", cutOff(goodQuotes, 100)),
    fault("an empty body", "provider.bad-payload", emptyAnswer()),
    fault("a list for a map", "provider.bad-payload", jsonAnswer([1])),
    fault("snapshots of another shape", "provider.bad-payload", jsonAnswer({ AAA: "1.5" })),
    fault(
      "429 without a word of when",
      "provider.rate-limited",
      Array.from({ length: 8 }, () => tooManyRequests()),
    ),
  ],
  stuck: {
    async open() {
      const { answer } = held(goodQuotes);
      const opened = await openAlpaca({
        nowTsMs,
        routes: { "GET /v2/stocks/snapshots?*": answer },
      });
      return { ...opened, asked: opened.server.asked(1) };
    },
    ask: async (provider, asking) => provider.quotes?.(["AAA"], asking),
  },
});
