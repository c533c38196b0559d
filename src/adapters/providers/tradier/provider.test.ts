import { describeProvider } from "../../../../testing/contracts/provider.contract.ts";
import type { ProviderFault } from "../../../../testing/contracts/provider-harness.ts";
import { FakeClock } from "../../../../testing/fakes/fake-clock.ts";
import {
  badGateway,
  cutOff,
  emptyAnswer,
  held,
  jsonAnswer,
  textAnswer,
  tooManyRequests,
} from "../../../../testing/replay/answer.ts";
import type { Replies } from "../../../../testing/replay/route.ts";
import {
  bellTsMs,
  calendarBody,
  greeks,
  minuteMs,
  minuteRows,
  nowTsMs,
  optionRow,
  saleRow,
  series,
  stockQuote,
} from "../../../../testing/tradier/tradier-bodies.ts";
import { openTradier } from "../../../../testing/tradier/tradier-vendor.ts";
import type { FailureCode } from "../../../base/failure.ts";
import { fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";

const friday = fromYearMonthDay(2026, 6, 5);
const contract = "AAA260605C00150000";
const sales = "GET /v1/markets/timesales";
const morning = "start=2026-06-01 09:30&end=2026-06-01 10:59&session_filter=open";
const quotes = "GET /v1/markets/quotes?greeks=false";
const history = "GET /v1/markets/history?interval=daily&start=2026-05-26&end=2026-05-31";
const expirations = "GET /v1/markets/options/expirations?includeAllRoots=true";
const day = (date: string, close: number, more: object = {}) => ({
  ...{ date, open: close, high: close + 1, low: close - 1, close, volume: 1_000, ...more },
});
const openDay = (date: string, end: string) => ({
  ...{ date, status: "open", description: "Market is open" },
  ...{ premarket: { start: "07:00", end: "09:24" }, open: { start: "09:30", end } },
});

const routes: Readonly<Record<string, Replies>> = {
  // Out of order, a row without prices, texts for numbers, and a bar that forms.
  [`${sales}?symbol=AAA&interval=1min&${morning}`]: jsonAnswer(
    series([
      ...minuteRows(bellTsMs + 3 * minuteMs, 87),
      ...minuteRows(bellTsMs, 2).reverse(),
      saleRow(bellTsMs + 2 * minuteMs, 10, { open: "10.0", volume: "NaN" }),
      saleRow(nowTsMs, 10),
      { time: "2026-06-01T10:00:00", open: "NaN" },
    ]),
  ),
  [`${sales}?symbol=BRK/B&interval=1min&${morning}`]: jsonAnswer(series(saleRow(bellTsMs, 500))),
  [`${sales}?symbol=ZZZ&interval=1min&${morning}`]: jsonAnswer(series(null)),
  [`${history}&symbol=AAA`]: jsonAnswer({
    history: { day: [day("2026-05-26", 100), day("2026-05-27", 101), day("2026-05-29", 102)] },
  }),
  [`${quotes}&symbols=AAA,BRK/B,ZZZ`]: jsonAnswer({
    quotes: {
      quote: [
        stockQuote("ELSE", 1),
        stockQuote("AAA", 101),
        stockQuote("BRK/B", 500, { bid: null, ask: "NaN" }),
      ],
      unmatched_symbols: { symbol: "ZZZ" },
    },
  }),
  [`${expirations}&symbol=AAA`]: jsonAnswer({
    expirations: { date: ["2026-06-05", "2026-06-12", "2026-05-29"] },
  }),
  [`${expirations}&symbol=NOPE`]: jsonAnswer({ expirations: null }),
  "GET /v1/markets/options/chains?symbol=AAA&expiration=2026-06-05&greeks=true": jsonAnswer({
    options: {
      option: [
        optionRow("AAA260605P00150000", { greeks: { ...greeks, delta: -0.4 } }),
        optionRow(contract),
        optionRow("AAA260605C00160000", { greeks: null, bid: 0, last: null, trade_date: 0 }),
        optionRow("AAA1260605C00160000", { contract_size: 33, greeks: { delta: "NaN" } }),
      ],
    },
  }),
  [`${sales}?symbol=${contract}&interval=tick&start=2026-06-01 09:30&end=2026-06-01 10:59` +
    "&session_filter=all"]: jsonAnswer(
    series([
      saleRow(bellTsMs + 2_000, 1.2, { volume: 5 }),
      saleRow(bellTsMs + 1_000, 1.1, { volume: 2 }),
      saleRow(bellTsMs + 1_000, 1.1, { volume: 0 }),
    ]),
  ),
  "GET /v1/markets/calendar?year=2026&month=11": jsonAnswer(
    calendarBody([
      openDay("2026-11-20", "16:00"),
      ...["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-30"].map((date) =>
        openDay(date, "16:00"),
      ),
      { date: "2026-11-26", status: "closed", description: "Thanksgiving" },
      openDay("2026-11-27", "13:00"),
      ...["2026-11-28", "2026-11-29"].map((date) => ({ date, status: "closed" })),
    ]),
  ),
  "GET /v1/markets/calendar?year=2026&month=12": jsonAnswer(
    calendarBody([openDay("2026-12-01", "16:00"), openDay("2026-12-02", "16:00")]),
  ),
};

function fault(name: string, code: FailureCode, replies: Replies): ProviderFault {
  return {
    name,
    code,
    open: () => openTradier({ nowTsMs, routes: { [`${quotes}&symbols=AAA`]: replies } }),
    ask: async (provider, asking) => provider.quotes?.(["AAA"], asking),
  };
}
const goodQuotes = jsonAnswer({ quotes: { quote: stockQuote("AAA", 1.5) } });
const refused = textAnswer("Invalid Access Token", { status: 401 });

describeProvider("Tradier", {
  isSimulated: false,
  open: (at) => openTradier({ clock: new FakeClock(at), routes }),
  cases: {
    bars: [
      {
        ...{ nowTsMs, name: "minutes of two symbols", symbols: ["AAA", "BRK.B"] },
        ...{ unknownSymbol: "ZZZ", interval: "1m", barsMin: 90 + 1 },
        ...{ fromTsMs: bellTsMs, untilTsMs: nowTsMs + 60 * minuteMs },
      },
      {
        ...{ nowTsMs, name: "days", symbols: ["AAA"], interval: "1d", barsMin: 3 },
        fromTsMs: newYorkTsMs(fromYearMonthDay(2026, 5, 26), 0),
        untilTsMs: nowTsMs,
        split: { symbol: "AAA", exDate: fromYearMonthDay(2026, 5, 27), ratio: 10 },
      },
    ],
    quotes: [{ nowTsMs, symbols: ["AAA", "BRK.B"], unknownSymbol: "ZZZ" }],
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
    calendar: [
      {
        nowTsMs,
        fromDate: fromYearMonthDay(2026, 11, 23),
        toDate: fromYearMonthDay(2026, 12, 1),
      },
    ],
  },
  faults: [
    fault("401 in plain text", "provider.unauthorized", refused),
    fault("403", "provider.forbidden", textAnswer("no market data", { status: 403 })),
    fault("404", "provider.refused", textAnswer("Not Found", { status: 404 })),
    fault("502 with HTML", "provider.unavailable", badGateway()),
    fault("a body that is cut off", "provider.unavailable", cutOff(goodQuotes, 60)),
    fault("an empty body", "provider.bad-payload", emptyAnswer()),
    fault("XML", "provider.bad-payload", textAnswer("<quotes><quote/></quotes>")),
    fault("a list for an object", "provider.bad-payload", jsonAnswer([1])),
    fault("another object", "provider.bad-payload", jsonAnswer({ quote: [] })),
    fault("rows of another shape", "provider.bad-payload", jsonAnswer({ quotes: { quote: [1] } })),
    fault(
      "429 without a word of when",
      "provider.rate-limited",
      Array.from({ length: 8 }, () => tooManyRequests()),
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
      const opened = await openTradier({
        nowTsMs,
        routes: { [`${quotes}&symbols=AAA`]: answer },
      });
      return { ...opened, asked: opened.server.asked(1) };
    },
    ask: async (provider, asking) => provider.quotes?.(["AAA"], asking),
  },
});
