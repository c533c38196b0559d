import { expect, test } from "bun:test";
import { delayed, jsonAnswer } from "../../../../testing/replay/answer.ts";
import {
  candles,
  chainBody,
  historyBody,
  quoteBody,
  tooBigBody,
} from "../../../../testing/schwab/schwab-bodies.ts";
import {
  anyHistory,
  askBars,
  asking,
  barsOfAapl,
  bellTsMs,
  day,
  historyKey,
  madeRoutes,
  morning,
  nowTsMs,
  openProvider,
  spxMaps,
  today,
} from "../../../../testing/schwab/schwab-market.ts";
import { minuteMs, openSchwab } from "../../../../testing/schwab/schwab-vendor.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";

test("bars come sorted, closed and of the session, the later of two of a moment", async () => {
  const { provider, dispose } = await openProvider({ routes: madeRoutes });
  const [chunk] = await askBars(provider);
  const { bars } = chunk ?? {};
  expect(bars?.length).toBe(30);
  expect(bars?.openTsMs[0]).toBe(bellTsMs);
  expect(bars?.close[4]).toBe(500.25);
  expect(bars?.openTsMs[29]).toBe(nowTsMs - minuteMs);
  await dispose();
});

test("the hours before and after the session come when they are asked for", async () => {
  const { provider, server, dispose } = await openSchwab({ nowTsMs, routes: madeRoutes });
  const key = historyKey("AAPL", "minute").replace("Data=false", "Data=true");
  server.route(key, jsonAnswer(historyBody("AAPL", morning)));
  const query = { ...barsOfAapl, fromTsMs: nowTsMs - 3_600_000, session: "all" } as const;
  const [chunk] = await Array.fromAsync(provider.bars({ ...query, ...asking() }));
  expect(chunk?.bars.length).toBe(32);
  expect(chunk?.bars.openTsMs[0]).toBe(bellTsMs - 2 * minuteMs);
  await dispose();
});

test("a symbol that a 400 names is unknown, any other 400 is told", async () => {
  const body = (source: object) => ({ errors: [{ status: "400", title: "Bad Request", source }] });
  const answers = { GONE: body({ parameter: "symbol" }), MSFT: body({ parameter: "endDate" }) };
  const { provider, dispose } = await openProvider({
    routes: {
      ...madeRoutes,
      [historyKey("GONE", "minute")]: jsonAnswer(answers.GONE, { status: 400 }),
      [historyKey("MSFT", "minute")]: jsonAnswer(answers.MSFT, { status: 400 }),
    },
  });
  const ask = (...symbols: string[]) =>
    Array.fromAsync(provider.bars?.({ ...barsOfAapl, symbols, ...asking() }) ?? []);
  expect((await ask("GONE", "AAPL")).map(({ symbol }) => symbol)).toEqual(["AAPL"]);
  await expect(ask("MSFT")).rejects.toMatchObject({ code: "provider.refused" });
  await dispose();
});

test("a slow first byte is waited for", async () => {
  const slow = delayed(jsonAnswer(historyBody("AAPL", morning)), 60);
  const { provider, dispose } = await openProvider({ routes: { [anyHistory]: slow } });
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
  const { provider, dispose } = await openProvider({ routes });
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
  const { provider, dispose } = await openProvider({ routes });
  const { provenance } = (await provider.quotes?.(["AAPL"], asking())) ?? {};
  expect(provenance?.delayMs).toBe(900_000);
  expect(provenance?.asOfTsMs).toBeLessThan(nowTsMs - 800_000);
  await dispose();
});

test("a chain that is too big is asked for in halves, then by side", async () => {
  const tooBig = jsonAnswer(tooBigBody, { status: 502 });
  const asked: string[] = [];
  const { provider, link, dispose } = await openSchwab({
    nowTsMs,
    routes: {
      "GET /marketdata/v1/chains?*": ({ query }) => {
        const { fromDate, toDate, contractType } = Object.fromEntries(query);
        asked.push(`${fromDate} ${toDate} ${contractType}`);
        if (fromDate !== toDate || contractType === "ALL") return tooBig;
        const { calls, puts } = spxMaps;
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
  const { provider, dispose } = await openProvider({ routes });
  const question = provider.chain?.({ underlying: "SPX", expiries: [today], ...asking() });
  await expect(question).rejects.toMatchObject({ code: "provider.unavailable" });
  await dispose();
});

test("raw bars and lengths that Schwab does not have are refused without asking", async () => {
  const { provider, dispose } = await openProvider({ routes: {} });
  for (const part of [{ adjustment: "raw" }, { interval: "4h" }] as const) {
    const bars = provider.bars?.({ ...barsOfAapl, ...part, ...asking() }) ?? [];
    await expect(Array.fromAsync(bars)).rejects.toMatchObject({ code: "provider.missing" });
  }
  await dispose();
});
