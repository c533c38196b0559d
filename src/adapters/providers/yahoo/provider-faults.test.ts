import { describe, expect, test } from "bun:test";
import { asking, codeOf, gather } from "../../../../testing/contracts/provider-asking.ts";
import {
  badGateway,
  cutOff,
  delayed,
  edited,
  emptyAnswer,
  hungUp,
  jsonAnswer,
  textAnswer,
  tooManyRequests,
} from "../../../../testing/replay/answer.ts";
import type { Replies } from "../../../../testing/replay/route.ts";
import { speedyClock } from "../../../../testing/vendor-link.ts";
import { chartBody, notFound, quoteBody, quoteRow } from "../../../../testing/yahoo-bodies.ts";
import { loginRoutes, openYahoo, yahooCrumb } from "../../../../testing/yahoo-vendor.ts";
import { dayMs, fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import { yahooCrumbLimits } from "./addresses.ts";

const today = fromYearMonthDay(2026, 6, 3);
const nowTsMs = newYorkTsMs(today, 700);
const tsMs = newYorkTsMs(today, 699);
const expiry = fromYearMonthDay(2026, 6, 19);

const invalidCrumb = jsonAnswer(
  { finance: { result: null, error: { code: "Unauthorized", description: "Invalid Crumb" } } },
  { status: 401 },
);
const quotes = jsonAnswer(quoteBody([quoteRow("AAPL", tsMs), quoteRow("MSFT", tsMs)]));
const spark = jsonAnswer({
  AAPL: {
    timestamp: [tsMs / 1_000 - 300, tsMs / 1_000],
    close: [99, 99.5],
    chartPreviousClose: 98,
  },
});
const row = { open: 10, high: 11, low: 9, close: 10.5, volume: 5 };
const chart = jsonAnswer(
  chartBody(
    "AAPL",
    [-5, -2, -1].map((days) => ({ tsMs: newYorkTsMs(today, 570) + days * dayMs, ...row })),
  ),
);

/** A day passes in a tenth of a second or so: pauses are over at once. */
const open = (routes: Readonly<Record<string, Replies>>, speed = 1_000) =>
  openYahoo({ routes: { ...loginRoutes, ...routes }, clock: speedyClock(nowTsMs, speed) });

type Opened = Awaited<ReturnType<typeof openYahoo>>;
const both = (yahoo: Opened) => yahoo.provider.quotes(["AAPL", "MSFT"], asking());
const chain = (yahoo: Opened) =>
  yahoo.provider.chain({ underlying: "AAPL", expiries: [expiry], ...asking() });
const days = (yahoo: Opened, symbols = ["AAPL"]) =>
  gather(
    yahoo.provider.bars({
      ...{ symbols, interval: "1d", session: "regular", adjustment: "split" },
      ...{ fromTsMs: nowTsMs - 7 * dayMs, untilTsMs: nowTsMs, ...asking() },
    }),
  );
const countOf = (yahoo: Opened, path: string) =>
  yahoo.server.requests.filter((request) => request.path === path).length;

describe("a crumb that is refused", () => {
  test("is renewed, and the question asked again", async () => {
    await using yahoo = await open({ "GET /v7/finance/quote?*": [invalidCrumb, quotes] });
    expect((await both(yahoo)).value).toHaveLength(2);
    expect(countOf(yahoo, "/v1/test/getcrumb")).toBe(2);
    expect(yahoo.provider.status()).toMatchObject({ state: "ok", text: "" });
  });

  test("twice: quotes are prices only, the rest is refused, nothing is asked on", async () => {
    // The clock goes like that of the machine: pauses do not end.
    await using yahoo = await open(
      {
        "GET /v7/finance/quote?*": invalidCrumb,
        "GET /v7/finance/options/AAPL?*": invalidCrumb,
        "GET /v8/finance/spark?*": spark,
      },
      1,
    );
    const { value } = await both(yahoo);
    expect(value).toMatchObject([{ symbol: "AAPL", price: 99.5, previousClose: 98, bid: null }]);
    expect(yahoo.provider.status().state).toBe("degraded");
    expect(yahoo.provider.status().text).toContain("prices only");
    expect(await codeOf(chain(yahoo))).toBe("provider.unauthorized");
    expect(await codeOf(yahoo.provider.ratings("AAPL", asking()))).toBe("provider.unauthorized");
    expect((await both(yahoo)).value).toHaveLength(1);
    expect(countOf(yahoo, "/v1/test/getcrumb")).toBe(2);
    expect(countOf(yahoo, "/v7/finance/quote")).toBe(2);
  });

  test("too many requests: prices still come, and no second crumb is asked for", async () => {
    await using yahoo = await open(
      {
        "GET /v1/test/getcrumb": textAnswer("Too Many Requests"),
        "GET /v8/finance/spark?*": spark,
      },
      1,
    );
    for (let round = 0; round < 3; round++) expect((await both(yahoo)).value).toHaveLength(1);
    expect(countOf(yahoo, "/v1/test/getcrumb")).toBe(1);
    expect(await codeOf(chain(yahoo))).toBe("provider.unauthorized");
  });

  test("403: prices still come, what has no other source is forbidden", async () => {
    const forbidden = textAnswer("Forbidden", { status: 403 });
    await using yahoo = await open({
      "GET /v7/finance/quote?*": forbidden,
      "GET /v7/finance/options/AAPL?*": forbidden,
      "GET /v8/finance/spark?*": spark,
    });
    expect((await both(yahoo)).value).toHaveLength(1);
    expect(await codeOf(chain(yahoo))).toBe("provider.forbidden");
  });

  test("prices are asked for in parts of twenty, unknown ones are left out", async () => {
    await using yahoo = await open({
      "GET /v7/finance/quote?*": textAnswer("Forbidden", { status: 403 }),
      "GET /v8/finance/spark?*": [spark, notFound],
    });
    const symbols = ["AAPL", ...Array.from({ length: 24 }, (_, i) => `Q${i}`)];
    expect((await yahoo.provider.quotes(symbols, asking())).value).toHaveLength(1);
    const asked = yahoo.server.requests.filter(({ path }) => path === "/v8/finance/spark");
    const counts = asked.map((request) => new Map(request.query).get("symbols")?.split(",").length);
    expect(counts).toEqual([20, 5]);
  });
});

describe("too many requests", () => {
  test("without a word of when: a pause, and then the answer", async () => {
    await using yahoo = await open({ "GET /v8/finance/chart/AAPL?*": [tooManyRequests(), chart] });
    expect(await days(yahoo)).toHaveLength(1);
    expect(countOf(yahoo, "/v8/finance/chart/AAPL")).toBe(2);
  });

  test("with a moment that is far off: a click is refused, nothing more is sent", async () => {
    const clock = speedyClock(nowTsMs, 1);
    const refused = tooManyRequests({ "retry-after": "3600" });
    await using yahoo = await openYahoo({
      ...{ clock, limits: yahooCrumbLimits },
      routes: { ...loginRoutes, "GET /v7/finance/quote?*": refused },
    });
    for (let round = 0; round < 3; round++) {
      expect(await codeOf(both(yahoo))).toBe("provider.rate-limited");
    }
    // The login stays: a new one would be refused as well.
    expect(yahoo.server.requests).toHaveLength(3);
    const outcomes = yahoo.lines().map(({ outcome }) => outcome);
    expect(outcomes).toEqual(["rate-limited", "skipped", "skipped", "ok", "ok"]);
  });
});

describe("answers that go wrong", () => {
  test("404, 400 and 422 leave a symbol out, and the others come", async () => {
    await using yahoo = await open({
      "GET /v8/finance/chart/AAPL?*": chart,
      "GET /v8/finance/chart/GONE?*": notFound,
      "GET /v8/finance/chart/EARLY?*": textAnswer("Data doesn't exist for startDate", {
        status: 400,
      }),
      "GET /v8/finance/chart/DEEP?*": textAnswer("1m data not available", { status: 422 }),
    });
    const chunks = await days(yahoo, ["GONE", "AAPL", "EARLY", "DEEP"]);
    expect(chunks.map(({ symbol }) => symbol)).toEqual(["AAPL"]);
  });

  test.each([
    ["a proxy's error page", badGateway(), "provider.unavailable"],
    ["a line that is hung up", hungUp(), "provider.unavailable"],
    ["a body that is cut off", cutOff(chart, 60), "provider.unavailable"],
    ["a page with status 200", textAnswer("<html>busy</html>"), "provider.bad-payload"],
    ["half of a JSON", textAnswer('{"chart":{"result":[{"meta'), "provider.bad-payload"],
    ["nothing at all", emptyAnswer(), "provider.bad-payload"],
  ] as const)("%s: no bars, and a failure", async (_, answer, code) => {
    await using yahoo = await open({ "GET /v8/finance/chart/AAPL?*": answer });
    expect(await codeOf(days(yahoo))).toBe(code);
    const [line] = yahoo.lines();
    // What came whole and cannot be read is not asked for again.
    if (code === "provider.bad-payload") expect(line?.calls).toBe(1);
    else expect(line).toMatchObject({ outcome: "failed", calls: yahoo.server.requests.length });
  });

  test.each([
    ["a proxy's error page", badGateway()],
    ["a line that is hung up", hungUp()],
    ["a body that is cut off", cutOff(chart, 60)],
  ])("%s, and then the answer: nothing is missing", async (_, answer) => {
    await using yahoo = await open({ "GET /v8/finance/chart/AAPL?*": [answer, chart] });
    const [chunk] = await days(yahoo);
    expect(chunk?.bars.length).toBe(3);
  });

  test("a slow first byte is waited for", async () => {
    await using yahoo = await open({ "GET /v8/finance/chart/AAPL?*": delayed(chart, 80) }, 1);
    expect(await days(yahoo)).toHaveLength(1);
  });

  test("nulls, rows in disorder and fields of tomorrow do no harm", async () => {
    const odd = edited(chart, (json) => {
      const [found] = json.chart.result;
      const [quote] = found.indicators.quote;
      found.timestamp.reverse();
      quote.close[0] = null;
      quote.closeOfTomorrow = ["x"];
      found.meta.newThing = { deep: [1] };
      json.chart.notice = "please pay";
    });
    await using yahoo = await open({ "GET /v8/finance/chart/AAPL?*": odd });
    const [chunk] = await days(yahoo);
    const opens = [...(chunk?.bars.openTsMs ?? [])];
    expect(opens).toEqual([newYorkTsMs(today, 0) - 5 * dayMs, newYorkTsMs(today, 0) - 2 * dayMs]);
  });

  test("one symbol that fails ends the round, and what follows is not asked for", async () => {
    const symbols = Array.from({ length: 40 }, (_, i) => `Q${i}`);
    const failing = { "GET /v8/finance/chart/Q0?*": textAnswer("<html>", { status: 200 }) };
    const rest = Object.fromEntries(
      symbols.slice(1).map((symbol) => [`GET /v8/finance/chart/${symbol}?*`, notFound]),
    );
    await using yahoo = await open({ ...failing, ...rest });
    expect(await codeOf(days(yahoo, symbols))).toBe("provider.bad-payload");
    expect(yahoo.server.requests.length).toBeLessThanOrEqual(4);
  });
});

test("every request has a line, those of the login too, and none tells a secret", async () => {
  await using yahoo = await open({
    "GET /v7/finance/quote?*": [invalidCrumb, quotes],
    "GET /v8/finance/chart/AAPL?*": [badGateway(), chart],
  });
  await both(yahoo);
  await days(yahoo);
  const calls = yahoo.lines().reduce((count, line) => count + line.calls, 0);
  expect(calls).toBe(yahoo.server.requests.length);
  expect(JSON.stringify(yahoo.lines())).not.toContain(yahooCrumb);
});
