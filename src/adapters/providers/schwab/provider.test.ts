import { expect, test } from "bun:test";
import { describeProvider } from "../../../../testing/contracts/provider.contract.ts";
import type { OpenedProvider } from "../../../../testing/contracts/provider-harness.ts";
import {
  badGateway,
  cutOff,
  delayed,
  emptyAnswer,
  held,
  jsonAnswer,
  textAnswer,
  tooManyRequests,
} from "../../../../testing/replay/answer.ts";
import { recordedBody } from "../../../../testing/replay/recorded.ts";
import type { Replies } from "../../../../testing/replay/route.ts";
import {
  candles,
  chainBody,
  closedDay,
  contractBody,
  historyBody,
  openDay,
  quoteBody,
  tooBigBody,
} from "../../../../testing/schwab/schwab-bodies.ts";
import { openSchwab, type SchwabOptions } from "../../../../testing/schwab/schwab-vendor.ts";
import { describeShared } from "../../../../testing/shared.ts";
import { type LocalDate, parseLocalDate } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import type { MarketDataProvider } from "../../../ports/market-data.ts";

const asking = () => ({ lane: "click", signal: new AbortController().signal }) as const;
const minuteMs = 60_000;

function day(text: string): LocalDate {
  const parsed = parseLocalDate(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

/** Wednesday 28 May 2025, 10:00 in New York. */
const today = day("2025-05-28");
const nowTsMs = newYorkTsMs(today, 600);
const history = "/marketdata/v1/pricehistory";
const notFound = jsonAnswer(
  { errors: [{ id: "1", status: "404", title: "Not Found" }] },
  { status: 404 },
);

async function open(options: Partial<SchwabOptions> & Pick<SchwabOptions, "routes">) {
  const { provider, dispose } = await openSchwab({ nowTsMs, ...options });
  return { provider, dispose };
}

const open0930 = newYorkTsMs(today, 570);
const minutes = [
  // Before the bell, in the wrong order, twice, without a price, and one that still forms.
  ...candles(open0930 - 2 * minuteMs, minuteMs, 2),
  ...candles(open0930 + minuteMs, minuteMs, 30, 101),
  ...candles(open0930, minuteMs, 1, 101),
  { open: null, high: 1, low: 1, close: 1, volume: 5, datetime: open0930 + 3 * minuteMs },
  ...candles(open0930 + 4 * minuteMs, minuteMs, 1, 500),
];

const spx = {
  calls: {
    "2025-06-20:23": {
      "5900.0": [
        contractBody("SPX   250620C05900000"),
        contractBody("SPXW  250620C05900000", { volatility: "NaN", delta: "NaN", bid: -999 }),
      ],
    },
  },
  puts: {
    "2025-06-20:23": {
      "5900.0": [contractBody("SPXW  250620P05900000", { volatility: 2151.944, delta: 0 })],
    },
    "2025-06-27:30": { "5900.0": [contractBody("SPXW  250627P05900000")] },
  },
};

const routes: Record<string, Replies> = {
  [`GET ${history}?symbol=AAPL&frequencyType=minute&frequency=1&periodType=day&startDate=*&endDate=*&needExtendedHoursData=false`]:
    jsonAnswer(historyBody("AAPL", minutes)),
  [`GET ${history}?symbol=BRK/B&frequencyType=minute&frequency=1&periodType=day&startDate=*&endDate=*&needExtendedHoursData=false`]:
    jsonAnswer(historyBody("BRK/B", [])),
  [`GET ${history}?symbol=GONE&frequencyType=minute&frequency=1&periodType=day&startDate=*&endDate=*&needExtendedHoursData=false`]:
    notFound,
  [`GET ${history}?symbol=AAPL&frequencyType=daily&frequency=1&periodType=year&startDate=*&endDate=*&needExtendedHoursData=false`]:
    jsonAnswer(historyBody("AAPL", candles(newYorkTsMs(day("2025-05-19"), 60), 86_400_000, 5))),
  "GET /marketdata/v1/quotes?symbols=*&fields=*&indicative=*": jsonAnswer({
    AAPL: quoteBody("AAPL", { lastPrice: 101, tradeTime: nowTsMs - 5_000 }),
    "BRK/B": quoteBody("BRK/B", { lastPrice: 480, tradeTime: nowTsMs - 9_000 }),
    $SPX: quoteBody("$SPX", { lastPrice: 5_900, tradeTime: nowTsMs - 9_000 }),
    errors: { invalidSymbols: ["GONE"] },
  }),
  "GET /marketdata/v1/expirationchain?symbol=$SPX": jsonAnswer({
    expirationList: ["2025-05-23", "2025-06-20", "2025-06-20", "2025-06-27"].map((date) => ({
      expirationDate: date,
    })),
  }),
  "GET /marketdata/v1/expirationchain?symbol=GONE": notFound,
  "GET /marketdata/v1/chains?symbol=$SPX&contractType=ALL&strategy=SINGLE&includeUnderlyingQuote=true&fromDate=2025-06-20&toDate=2025-06-20":
    jsonAnswer(chainBody("$SPX", spx)),
  "GET /marketdata/v1/markets?markets=equity&date=*": ({ query }) => {
    const date = query.find(([name]) => name === "date")?.[1] ?? "";
    return jsonAnswer(date === "2025-07-04" ? closedDay(date) : july(date));
  },
};

function july(date: string) {
  return openDay(date, date === "2025-07-03" ? "13:00:00-04:00" : "16:00:00-04:00");
}

const barsOfAapl = {
  symbols: ["AAPL"],
  interval: "1m",
  fromTsMs: open0930,
  untilTsMs: nowTsMs,
  session: "regular",
  adjustment: "split",
} as const;

const anyHistory = `GET ${history}?*`;
const askBars = (provider: MarketDataProvider, how = asking()) =>
  Array.fromAsync(provider.bars?.({ ...barsOfAapl, ...how }) ?? []);

function fault(name: string, code: string, replies: Replies, more: Partial<SchwabOptions> = {}) {
  return {
    ...{ name, code: code as "provider.refused" },
    open: (): Promise<OpenedProvider> => open({ routes: { [anyHistory]: replies }, ...more }),
    ask: (provider: MarketDataProvider) => askBars(provider),
  };
}

const html = { "content-type": "text/html" };

describeProvider("Schwab, made up,", {
  isSimulated: false,
  open: (nowTsMs) => open({ routes, nowTsMs }),
  cases: {
    bars: [
      {
        ...{ name: "a morning", symbols: ["AAPL", "BRK.B"], unknownSymbol: "GONE" },
        ...{ interval: "1m", fromTsMs: open0930, untilTsMs: nowTsMs, nowTsMs, barsMin: 30 },
      },
      {
        ...{ name: "a week", symbols: ["AAPL"], interval: "1d", nowTsMs, barsMin: 5 },
        fromTsMs: newYorkTsMs(day("2025-05-19"), 0),
        untilTsMs: nowTsMs,
      },
    ],
    quotes: [{ nowTsMs, symbols: ["AAPL", "BRK.B", "SPX"], unknownSymbol: "GONE" }],
    chain: [
      {
        ...{ nowTsMs, underlying: "SPX", unknownUnderlying: "GONE" },
        ...{ expiries: [day("2025-06-20")], contractsMin: 3 },
      },
    ],
    calendar: [{ nowTsMs, fromDate: day("2025-07-02"), toDate: day("2025-07-07") }],
  },
  faults: [
    fault("403 of the plan", "provider.forbidden", jsonAnswer({ message: "no" }, { status: 403 })),
    fault(
      "an HTML page of the gateway with 403",
      "provider.forbidden",
      textAnswer("<HTML>Access Denied</HTML>", { status: 403, headers: html }),
    ),
    fault(
      "an HTML page of the gateway with 200",
      "provider.bad-payload",
      textAnswer("<HTML>Access Denied</HTML>", { headers: html }),
    ),
    fault(
      "400",
      "provider.refused",
      jsonAnswer({ errors: [{ status: 400, title: "Bad Request" }] }, { status: 400 }),
    ),
    fault("502 in HTML", "provider.unavailable", badGateway()),
    fault(
      "Spring's own error page",
      "provider.unavailable",
      textAnswer("<h1>Whitelabel Error Page</h1>", { status: 500, headers: html }),
    ),
    fault(
      "a body that is cut off",
      "provider.unavailable",
      cutOff(jsonAnswer(historyBody("AAPL", minutes)), 200),
    ),
    fault("an empty body", "provider.bad-payload", emptyAnswer()),
    fault("null", "provider.bad-payload", jsonAnswer(null)),
    fault("candles that are none", "provider.bad-payload", jsonAnswer({ candles: "none" })),
    fault("429 without headers", "provider.rate-limited", tooManyRequests()),
  ],
  stuck: {
    async open() {
      const silent = held(jsonAnswer({}));
      const at = await openSchwab({ nowTsMs, routes: { [anyHistory]: silent.answer } });
      const dispose = async () => {
        silent.release();
        await at.dispose();
      };
      return { provider: at.provider, asked: at.server.asked(1), dispose };
    },
    ask: (provider, how) => askBars(provider, how as ReturnType<typeof asking>),
  },
});

test("bars come sorted, once each, closed and of the session, the later of two of a moment", async () => {
  const { provider, dispose } = await open({ routes });
  const [chunk] = await askBars(provider);
  const { bars } = chunk ?? {};
  expect(bars?.length).toBe(30);
  expect(bars?.openTsMs[0]).toBe(open0930);
  expect(bars?.close[4]).toBe(500.25);
  expect(bars?.openTsMs[29]).toBe(nowTsMs - minuteMs);
  await dispose();
});

test("a slow first byte is waited for", async () => {
  const slow = delayed(jsonAnswer(historyBody("AAPL", minutes)), 60);
  const { provider, dispose } = await open({ routes: { [anyHistory]: slow } });
  expect((await askBars(provider))[0]?.bars.length).toBe(30);
  await dispose();
});

test("a daily bar has the date of Chicago's midnight, in winter and in summer", async () => {
  const rows = [
    // 06:00 UTC in January, 05:00 UTC in May.
    ...candles(Date.UTC(2025, 0, 15, 6), 1, 1),
    ...candles(Date.UTC(2025, 4, 15, 5), 1, 1),
    ...candles(Date.UTC(2025, 4, 28, 5), 1, 1),
  ];
  const routes = { [anyHistory]: jsonAnswer(historyBody("AAPL", rows)) };
  const { provider, dispose } = await open({ routes });
  const range = { fromTsMs: 0, untilTsMs: nowTsMs };
  const query = { ...barsOfAapl, ...range, interval: "1d", ...asking() } as const;
  const [chunk] = await Array.fromAsync(provider.bars?.(query) ?? []);
  const dates = ["2025-01-15", "2025-05-15"].map((text) => newYorkTsMs(day(text), 0));
  expect([...(chunk?.bars.openTsMs ?? [])]).toEqual(dates);
  await dispose();
});

test("quotes of many symbols come by calls of 200", async () => {
  const symbols = Array.from({ length: 401 }, (_, index) => `Q${index}`);
  const { provider, server, dispose } = await openSchwab({
    nowTsMs,
    routes: {
      "GET /marketdata/v1/quotes?*": ({ query }) => {
        const names = query.find(([name]) => name === "symbols")?.[1].split(",") ?? [];
        const entries = names.map((name) => [
          name,
          quoteBody(name, { lastPrice: 10, tradeTime: nowTsMs }),
        ]);
        return jsonAnswer(Object.fromEntries(entries));
      },
    },
  });
  const { value } = await provider.quotes(symbols, asking());
  expect(value.map(({ symbol }) => symbol)).toEqual(symbols);
  expect(server.requests.length).toBe(3);
  await dispose();
});

test("quotes without an entitlement say how late they are", async () => {
  const late = { ...quoteBody("AAPL", { lastPrice: 10, tradeTime: nowTsMs }), realtime: false };
  const routes = { "GET /marketdata/v1/quotes?*": jsonAnswer({ AAPL: late }) };
  const { provider, dispose } = await open({ routes });
  const { provenance } = (await provider.quotes?.(["AAPL"], asking())) ?? {};
  expect(provenance?.delayMs).toBe(900_000);
  expect(provenance?.asOfTsMs).toBeLessThan(nowTsMs - 800_000);
  await dispose();
});

test("a chain that is too big is asked for in halves, then by side, and nothing twice", async () => {
  const tooBig = jsonAnswer(tooBigBody, { status: 502 });
  const asked: string[] = [];
  const { provider, link, dispose } = await openSchwab({
    nowTsMs,
    routes: {
      "GET /marketdata/v1/chains?*": ({ query }) => {
        const { fromDate, toDate, contractType } = Object.fromEntries(query);
        asked.push(`${fromDate} ${toDate} ${contractType}`);
        if (fromDate !== toDate || contractType === "ALL") return tooBig;
        const { calls, puts } = spx;
        const side = contractType === "CALL" ? { calls } : { puts };
        return jsonAnswer(chainBody("$SPX", side));
      },
    },
  });
  const expiries = [day("2025-06-20"), day("2025-06-27")];
  const { value } = await provider.chain({ underlying: "SPX", expiries, ...asking() });
  expect(asked).toEqual([
    "2025-06-20 2025-06-27 ALL",
    "2025-06-20 2025-06-20 ALL",
    "2025-06-20 2025-06-20 CALL",
    "2025-06-20 2025-06-20 PUT",
    "2025-06-27 2025-06-27 ALL",
    "2025-06-27 2025-06-27 CALL",
    "2025-06-27 2025-06-27 PUT",
  ]);
  expect(value.contracts.filter(({ right }) => right === "call").length).toBe(2);
  // The vendor is not held to be down: each call is one line that went well.
  expect(link.lines.every(({ outcome, calls }) => outcome === "ok" && calls === 1)).toBe(true);
  expect(link.http.health().state).toBe("ok");
  await dispose();
});

test("one side of one expiry that is too big ends the question", async () => {
  const routes = { "GET /marketdata/v1/chains?*": jsonAnswer(tooBigBody, { status: 502 }) };
  const { provider, dispose } = await open({ routes });
  const question = provider.chain?.({ underlying: "SPX", expiries: [today], ...asking() });
  await expect(question).rejects.toMatchObject({ code: "provider.unavailable" });
  await dispose();
});

test("raw bars and lengths that Schwab does not have are refused before anybody is asked", async () => {
  const { provider, dispose } = await open({ routes: {} });
  for (const part of [{ adjustment: "raw" }, { interval: "4h" }] as const) {
    const bars = provider.bars?.({ ...barsOfAapl, ...part, ...asking() }) ?? [];
    await expect(Array.fromAsync(bars)).rejects.toMatchObject({ code: "provider.missing" });
  }
  await dispose();
});

describeShared("recorded answers of Schwab", () => {
  const rest = (name: string) => recordedBody(["schwab", "rest", `${name}.json`]);
  const recorded: Record<string, Replies> = {
    [`GET ${history}?symbol=SPY&frequencyType=daily&frequency=1&periodType=year&startDate=*&endDate=*&needExtendedHoursData=false`]:
      rest("pricehistory-SPY-daily"),
    [`GET ${history}?symbol=GONE&frequencyType=daily&frequency=1&periodType=year&startDate=*&endDate=*&needExtendedHoursData=false`]:
      notFound,
    "GET /marketdata/v1/quotes?symbols=NVDA,GONE&fields=*&indicative=*": rest("quotes-NVDA"),
    "GET /marketdata/v1/quotes?symbols=$SPX&fields=*&indicative=*": rest("quotes-SPX-index"),
    "GET /marketdata/v1/expirationchain?symbol=SPY": rest("expirationchain-SPY"),
    "GET /marketdata/v1/expirationchain?symbol=AAPL": rest("expirationchain-AAPL-excerpt"),
    "GET /marketdata/v1/expirationchain?symbol=GONE": notFound,
    "GET /marketdata/v1/chains?*": rest("chains-AAPL-puts-2025-01"),
    "GET /marketdata/v1/markets?markets=equity&date=2025-07-21": rest("markets-open-2025-07-21"),
  };
  const nightTsMs = Date.UTC(2025, 0, 31, 5);
  const chainTsMs = Date.UTC(2025, 0, 16, 21);
  const expiries = ["2025-01-17", "2025-01-24", "2025-01-31"].map(day);

  describeProvider("Schwab, recorded,", {
    isSimulated: false,
    open: (nowTsMs) => open({ routes: recorded, nowTsMs }),
    cases: {
      bars: [
        {
          ...{ name: "SPY by day", symbols: ["SPY"], unknownSymbol: "GONE", interval: "1d" },
          ...{ fromTsMs: 0, untilTsMs: Date.UTC(2025, 6, 21), nowTsMs: Date.UTC(2025, 6, 21) },
          barsMin: 20,
        },
      ],
      quotes: [
        { nowTsMs: nightTsMs, symbols: ["NVDA"], unknownSymbol: "GONE" },
        { nowTsMs: nightTsMs, symbols: ["SPX"] },
      ],
      chain: [
        {
          ...{ nowTsMs: chainTsMs, underlying: "AAPL", unknownUnderlying: "GONE" },
          ...{ expiries, contractsMin: 150 },
        },
      ],
      calendar: [
        {
          ...{ nowTsMs: Date.UTC(2025, 6, 20, 15), fromDate: day("2025-07-20") },
          toDate: day("2025-07-21"),
        },
      ],
    },
  });

  test("all 470 puts of AAPL are read, with volatility as a fraction", async () => {
    const { provider, dispose } = await open({ routes: recorded, nowTsMs: chainTsMs });
    const listed = ["01-17", "01-24", "01-31", "02-07", "02-14", "02-21", "02-28", "03-21"];
    const expiries = listed.map((text) => day(`2025-${text}`));
    const answer = await provider.chain?.({ underlying: "AAPL", expiries, ...asking() });
    const contracts = answer?.value.contracts ?? [];
    // The recorded file answers both windows: each has the contracts of its own days.
    expect(contracts.length).toBe(470);
    expect(answer?.value.underlyingPrice).toBe(228.375);
    expect(answer?.value.interestRatio).toBeCloseTo(0.04738, 12);
    const put = contracts.find(({ occ }) => occ === "AAPL250117P00005000");
    expect(put).toMatchObject({ ivRatio: null, delta: null, greeksFrom: null, bid: 0, ask: 0.01 });
    expect(contracts.filter(({ ivRatio }) => ivRatio !== null).length).toBeGreaterThan(420);
    await dispose();
  });

  test("the recorded quote of NVDA is of the overnight session, its sizes are shares", async () => {
    const { provider, dispose } = await open({ routes: recorded, nowTsMs: nightTsMs });
    const { value } = (await provider.quotes?.(["NVDA", "GONE"], asking())) ?? { value: [] };
    expect(value).toEqual([
      {
        ...{ symbol: "NVDA", price: 122.86, tsMs: 1_738_299_363_000, session: "closed" },
        ...{ previousClose: 123.7, regularPrice: 124.65, open: 123.1, high: 125, low: 118.1 },
        ...{ volume: 392_925_469, averageVolume: 301_570_298, bid: 122.82, ask: 122.85 },
        ...{ bidSize: 260, askSize: 1_400, isHalted: false },
      },
    ]);
    await dispose();
  });
});
