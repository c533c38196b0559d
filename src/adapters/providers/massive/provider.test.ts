import { describeProvider } from "../../../../testing/contracts/provider.contract.ts";
import type { ProviderFault } from "../../../../testing/contracts/provider-harness.ts";
import { FakeClock } from "../../../../testing/fakes/fake-clock.ts";
import {
  aggregate,
  article,
  bellTsMs,
  dayRow,
  minuteMs,
  minuteRows,
  nanoseconds,
  nowTsMs,
  optionSnapshot,
  page,
  stockSnapshot,
  today,
} from "../../../../testing/massive/massive-bodies.ts";
import { openMassive } from "../../../../testing/massive/massive-vendor.ts";
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

const friday = fromYearMonthDay(2026, 6, 5);
const lastFriday = fromYearMonthDay(2026, 5, 29);
const contract = "AAA260605C00150000";

/** Bars of 2026-05-26 and on, before and after a split of 10 for 1. */
const splitDays = [100, 101, 102].map((c, i) => dayRow(2026, 5, 26 + i, c));
const rawDays = [1_000, 101].map((c, i) => dayRow(2026, 5, 26 + i, c));
const minutes = `/range/1/minute/${bellTsMs}/${nowTsMs - 1}?adjusted=true&sort=asc&limit=50000`;
const days = "/v2/aggs/ticker/AAA/range/1/day/2026-05-26/2026-05-31?sort=asc&limit=50000";
const grouped = "GET /v2/aggs/grouped/locale/us/market/stocks";
const snapshots = "GET /v2/snapshot/locale/us/markets/stocks/tickers?include_otc=false";
const splits = "GET /v3/reference/splits";
const byDate = "order=asc&sort=execution_date&limit=1000";
const listed =
  "GET /v3/reference/options/contracts?contract_type=call&expired=false&limit=1000" +
  "&expiration_date.gte=2026-06-01&sort=expiration_date&order=asc";

const routes: Readonly<Record<string, Replies>> = {
  // Before the bell, out of order, and one that forms; the next page under the vendor's own name.
  [`GET /v2/aggs/ticker/AAA${minutes}`]: jsonAnswer(
    page(
      [
        ...minuteRows(bellTsMs - 2 * minuteMs, 4),
        ...minuteRows(bellTsMs + 2 * minuteMs, 3).reverse(),
        aggregate(bellTsMs + 2 * minuteMs, 11, { l: null }),
      ],
      "https://api.massive.com/v2/aggs/next?cursor=p2",
    ),
  ),
  "GET /v2/aggs/next?cursor=p2": jsonAnswer(page(minuteRows(bellTsMs + 5 * minuteMs, 90))),
  [`GET /v2/aggs/ticker/BRK.B${minutes}`]: jsonAnswer(page(minuteRows(bellTsMs, 20, 500))),
  [`GET /v2/aggs/ticker/ZZZ${minutes}`]: jsonAnswer({ status: "OK", resultsCount: 0 }),
  [`GET ${days}&adjusted=true`]: jsonAnswer(page(splitDays)),
  [`GET ${days}&adjusted=false`]: jsonAnswer(page(rawDays)),
  [`${grouped}/2026-05-29?adjusted=true&include_otc=false`]: jsonAnswer(
    page([
      // The END of the session.
      { T: "AAA", ...aggregate(newYorkTsMs(lastFriday, 960), 10, { v: 1.12117471e8 }) },
      { T: "ABRpD", ...aggregate(newYorkTsMs(lastFriday, 960), 20) },
      { T: "ACwsA", ...aggregate(newYorkTsMs(lastFriday, 960), 1) },
      { T: "OLD", ...aggregate(newYorkTsMs(lastFriday, 960) - 86_400_000, 1) },
    ]),
  ),
  [`${snapshots}&tickers=AAA,ABRpD,ZZZ`]: jsonAnswer({
    status: "OK",
    tickers: [
      stockSnapshot("AAA", 101),
      stockSnapshot("ABRpD", 20, { lastTrade: null, lastQuote: null }),
      stockSnapshot("ELSE", 5),
      null,
    ],
  }),
  [`${listed}&underlying_ticker=AAA`]: jsonAnswer(
    page([{ expiration_date: "2026-06-05" }, { expiration_date: "2026-06-12" }, {}]),
  ),
  [`${listed}&underlying_ticker=NOPE`]: jsonAnswer({ status: "OK" }),
  "GET /v3/snapshot/options/AAA?expiration_date=2026-06-05&limit=250": jsonAnswer(
    page(
      [optionSnapshot("O:AAA260605P00150000"), optionSnapshot(`O:${contract}`)],
      "https://api.massive.com/v3/snapshot/options/AAA?cursor=p2",
    ),
  ),
  "GET /v3/snapshot/options/AAA?cursor=p2": jsonAnswer(
    page([
      optionSnapshot("O:AAA260605C00160000", {
        ...{ greeks: {}, implied_volatility: undefined, last_quote: null, last_trade: null },
        day: {},
      }),
      optionSnapshot("O:AAA1260605C00160000", {
        details: { ticker: "O:AAA1260605C00160000", shares_per_contract: 33 },
      }),
    ]),
  ),
  [`GET /v3/trades/O:${contract}?timestamp.gte=${bellTsMs}000000&timestamp.lt=*` +
    "&order=asc&sort=timestamp&limit=50000"]: jsonAnswer(
    page([
      {
        ...{ price: 1.2, size: 5, exchange: 309, conditions: [209, 219] },
        sip_timestamp: nanoseconds(bellTsMs + 2_000),
      },
      { price: 1.1, size: 2, sip_timestamp: nanoseconds(bellTsMs + 1_000), conditions: null },
      { price: 0, size: 2, sip_timestamp: nanoseconds(bellTsMs + 1_000) },
    ]),
  ),
  "GET /v2/reference/news?ticker=M&published_utc.gte=*&order=desc&sort=published_utc&limit=1000":
    jsonAnswer(page([article("b", "2026-06-01T14:00:00Z"), article("a", "2026-06-01T13:00:00Z")])),
  [`${splits}?execution_date.gte=2026-04-17&execution_date.lte=2026-06-15&${byDate}`]: jsonAnswer(
    page([
      { ticker: "AAA", execution_date: "2026-05-20", split_from: 1, split_to: 10 },
      { ticker: "AAA", execution_date: "2026-05-27", split_from: 1, split_to: 10 },
      { ticker: "AAA", execution_date: "2026-05-27", split_from: 1, split_to: 10 },
      { ticker: "BBB", execution_date: "2026-05-28", split_from: 50, split_to: 1 },
      { ticker: "OUT", execution_date: "2026-06-09", split_from: 1, split_to: 2 },
    ]),
  ),
  "GET /v3/reference/tickers?market=stocks&active=true&limit=1000&sort=ticker&order=asc":
    jsonAnswer(
      page(
        [
          { ticker: "AAA", name: "Triple A", primary_exchange: "XNAS", type: "CS" },
          { ticker: "AAAF", name: "Over the counter", type: "CS" },
        ],
        "https://api.massive.com/v3/reference/tickers?cursor=p2",
      ),
    ),
  "GET /v3/reference/tickers?cursor=p2": jsonAnswer(
    page([{ ticker: "ABRpD", name: "Arbor D", primary_exchange: "XNYS", type: "PFD" }]),
  ),
  "GET /v1/marketstatus/upcoming": jsonAnswer([
    ...["2026-11-26", "2026-12-25"].flatMap((date) => [
      { exchange: "NYSE", name: "holiday", date, status: "closed" },
      { exchange: "NASDAQ", name: "holiday", date, status: "closed" },
    ]),
    {
      ...{ exchange: "NYSE", name: "Thanksgiving", date: "2026-11-27", status: "early-close" },
      ...{ open: "2026-11-27T14:30:00.000Z", close: "2026-11-27T18:00:00.000Z" },
    },
  ]),
};

function fault(name: string, code: FailureCode, replies: Replies): ProviderFault {
  return {
    name,
    code,
    open: () => openMassive({ nowTsMs, routes: { [`${snapshots}&tickers=AAA`]: replies } }),
    ask: async (provider, asking) => provider.quotes?.(["AAA"], asking),
  };
}
const error = (status: number, body: object) => jsonAnswer(body, { status });
const goodQuotes = jsonAnswer({ status: "OK", tickers: [stockSnapshot("AAA", 1.5)] });
const exceeded = { status: "ERROR", error: "You've exceeded the maximum requests per minute" };

describeProvider("Massive", {
  isSimulated: false,
  open: (at) => openMassive({ clock: new FakeClock(at), routes }),
  cases: {
    bars: [
      {
        ...{ nowTsMs, name: "two symbols over two pages", symbols: ["AAA", "BRK.B"] },
        ...{ unknownSymbol: "ZZZ", interval: "1m", barsMin: 89 + 20 },
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
    "market-day": [
      {
        ...{ nowTsMs, date: lastFriday, symbolsMin: 2 },
        closedDate: fromYearMonthDay(2026, 5, 25),
      },
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
        ...{ nowTsMs, contracts: [contract], tradesMin: 2 },
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
    universe: [{ nowTsMs, listingsMin: 2 }],
    calendar: [
      {
        nowTsMs,
        fromDate: fromYearMonthDay(2026, 11, 23),
        toDate: fromYearMonthDay(2026, 11, 30),
      },
    ],
  },
  faults: [
    fault("401", "provider.unauthorized", error(401, { error: "Unknown API Key" })),
    fault(
      "403 of the plan",
      "provider.forbidden",
      error(403, { status: "NOT_AUTHORIZED", message: "You are not entitled to this data." }),
    ),
    fault("404", "provider.refused", error(404, { status: "NOT_FOUND", message: "no data" })),
    fault("502 with HTML", "provider.unavailable", badGateway()),
    fault("a body that is cut off", "provider.unavailable", cutOff(goodQuotes, 60)),
    fault("an empty body", "provider.bad-payload", emptyAnswer()),
    fault("a list for an object", "provider.bad-payload", jsonAnswer([1])),
    fault(
      "rows of another shape",
      "provider.bad-payload",
      jsonAnswer({ status: "OK", tickers: ["AAA"] }),
    ),
    fault(
      "429 without a word of when",
      "provider.rate-limited",
      Array.from({ length: 8 }, () => error(429, exceeded)),
    ),
    fault(
      "429 that names an hour",
      "provider.rate-limited",
      tooManyRequests({ "retry-after": "3600" }),
    ),
  ],
  stuck: {
    async open() {
      const { answer } = held(goodQuotes);
      const opened = await openMassive({
        nowTsMs,
        routes: { [`${snapshots}&tickers=AAA`]: answer },
      });
      return { ...opened, asked: opened.server.asked(1) };
    },
    ask: async (provider, asking) => provider.quotes?.(["AAA"], asking),
  },
});
