import { describe, expect, test } from "bun:test";
import {
  barRow,
  barsBody,
  minuteRows,
  snapshot,
} from "../../../../testing/alpaca/alpaca-bodies.ts";
import { type AlpacaVendorOptions, openAlpaca } from "../../../../testing/alpaca/alpaca-vendor.ts";
import { FakeClock } from "../../../../testing/fakes/fake-clock.ts";
import {
  badGateway,
  cutOff,
  delayed,
  jsonAnswer,
  tooManyRequests,
} from "../../../../testing/replay/answer.ts";
import { speedyClock } from "../../../../testing/vendor-link.ts";
import { Failure } from "../../../base/failure.ts";
import { fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import type { BarChunk, BarQuery } from "../../../ports/market-data.ts";
import { alpacaLimits } from "./access.ts";

const asking = () => ({ lane: "click", signal: new AbortController().signal }) as const;
const minuteMs = 60_000;
/** Monday 1 June 2026. */
const today = fromYearMonthDay(2026, 6, 1);
const bellTsMs = newYorkTsMs(today, 570);
const nowTsMs = bellTsMs + 90 * minuteMs;
const now = new Date(nowTsMs).toISOString();
const anyBars = "GET /v2/stocks/bars?*";
const anySnapshots = "GET /v2/stocks/snapshots?*";
const onQuotes = jsonAnswer({ AAA: snapshot({ t: now, p: 101, days: [now, now] }) });

function query(more: Partial<BarQuery> = {}): BarQuery {
  return {
    ...{ symbols: ["AAA"], interval: "1m", session: "regular", adjustment: "split" },
    ...{ fromTsMs: bellTsMs, untilTsMs: bellTsMs + 30 * minuteMs, ...asking(), ...more },
  };
}

async function chunksOf(bars: AsyncIterable<BarChunk>): Promise<BarChunk[]> {
  const chunks: BarChunk[] = [];
  for await (const chunk of bars) chunks.push(chunk);
  return chunks;
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Failure);
  return error as Failure;
}

const still = (options: Omit<AlpacaVendorOptions, "clock">) =>
  openAlpaca({ ...options, clock: new FakeClock(nowTsMs) });
const asked = (vendor: Awaited<ReturnType<typeof still>>, name: string) =>
  vendor.server.requests.map((request) => request.query.find(([key]) => key === name)?.[1]);

describe("pages of bars", () => {
  test("that straddle a symbol come as rising chunks, the border told once", async () => {
    const first = minuteRows(bellTsMs, 5);
    const second = [...minuteRows(bellTsMs + 4 * minuteMs, 3)];
    await using vendor = await still({
      routes: {
        [anyBars]: [
          jsonAnswer(barsBody({ AAA: first }, "x")),
          jsonAnswer(barsBody({ AAA: second })),
        ],
      },
    });
    const chunks = await chunksOf(vendor.provider.bars(query()));
    expect(chunks.map(({ bars }) => bars.length)).toEqual([5, 2]);
    expect(asked(vendor, "page_token")).toEqual([undefined, "x"]);
  });

  test("whose token comes again end with a failure, after what was told", async () => {
    const page = (at: number) =>
      jsonAnswer(barsBody({ AAA: minuteRows(bellTsMs + at * minuteMs, 1) }, "x"));
    await using vendor = await still({ routes: { [anyBars]: [page(0), page(1), page(2)] } });
    const told: BarChunk[] = [];
    const reading = (async () => {
      for await (const chunk of vendor.provider.bars(query())) told.push(chunk);
    })();
    const failure = await failureOf(reading);
    expect(failure.code).toBe("provider.bad-payload");
    expect(failure.message).toContain('"x"');
    expect(told.length).toBe(2);
    expect(vendor.server.requests.length).toBe(2);
  });

  test("that go back in time are a failure, not bars that are lost", async () => {
    const pages = [5, 0].map((at, page) =>
      jsonAnswer(
        barsBody({ AAA: minuteRows(bellTsMs + at * minuteMs, 2) }, page === 0 ? "x" : null),
      ),
    );
    await using vendor = await still({ routes: { [anyBars]: pages } });
    const failure = await failureOf(chunksOf(vendor.provider.bars(query())));
    expect(failure.code).toBe("provider.bad-payload");
    expect(failure.message).toContain("goes back");
  });

  test("of nulls and of nothing tell nothing", async () => {
    const bodies = [barsBody({}), { bars: null, next_page_token: null }, { bars: { AAA: null } }];
    for (const body of bodies) {
      await using vendor = await still({ routes: { [anyBars]: jsonAnswer(body) } });
      expect(await chunksOf(vendor.provider.bars(query()))).toEqual([]);
    }
  });

  test("of rows that nobody can read are a failure", async () => {
    const rows = [{ time: 1 }, { time: 2 }];
    await using vendor = await still({
      routes: { [anyBars]: jsonAnswer(barsBody({ AAA: rows })) },
    });
    const failure = await failureOf(chunksOf(vendor.provider.bars(query())));
    expect(failure.code).toBe("provider.bad-payload");
  });
});

describe("a request for bars", () => {
  test("names its tape, its adjustment and the ends of its bars", async () => {
    await using vendor = await still({ routes: { [anyBars]: jsonAnswer(barsBody({})) } });
    const more = {
      symbols: ["BRK.B", "ABR-D", "^GSPC"],
      interval: "5m",
      adjustment: "raw",
    } as const;
    await chunksOf(vendor.provider.bars(query(more)));
    expect(Object.fromEntries(vendor.server.requests[0]?.query ?? [])).toEqual({
      ...{ symbols: "BRK.B,ABR.PRD", timeframe: "5Min", limit: "10000", adjustment: "raw" },
      ...{ feed: "sip", sort: "asc" },
      start: new Date(bellTsMs).toISOString(),
      end: new Date(bellTsMs + 30 * minuteMs - 1).toISOString(),
    });
    const headers = vendor.server.requests[0]?.headers;
    expect(headers?.get("APCA-API-KEY-ID")).toBe("PKTEST");
    expect(headers?.get("APCA-API-SECRET-KEY")).toBe("made-up");
  });

  test("on the free plan ends where the consolidated tape does, and says how late", async () => {
    const body = barsBody({ AAA: minuteRows(bellTsMs - 5 * minuteMs, 200) });
    await using vendor = await still({ plan: "basic", routes: { [anyBars]: jsonAnswer(body) } });
    const chunks = await chunksOf(vendor.provider.bars(query({ untilTsMs: nowTsMs })));
    expect(asked(vendor, "feed")).toEqual(["sip"]);
    expect(
      chunks.map(({ provenance, bars }) => [provenance.feed, provenance.delayMs, bars.length]),
    ).toEqual([["sip", 16 * minuteMs, 74]]);
  });

  test("of many symbols is cut into addresses of a few thousand letters", async () => {
    await using vendor = await still({ routes: { [anyBars]: jsonAnswer(barsBody({})) } });
    const symbols = Array.from(
      { length: 900 },
      (_, i) => `S${String.fromCharCode(65 + (i % 26))}${i}`,
    );
    await chunksOf(vendor.provider.bars(query({ symbols })));
    const lists = asked(vendor, "symbols").map((list) => list?.split(",") ?? []);
    expect(lists.flat()).toEqual(symbols);
    expect(Math.max(...lists.map((list) => list.length))).toBeLessThanOrEqual(200);
  });

  test("keeps hours before the bell where all sessions are wanted, never the night", async () => {
    const rows = [-360, -300, -1, 0].map((minute) =>
      barRow({ t: new Date(bellTsMs + minute * minuteMs).toISOString(), c: 5 }),
    );
    await using vendor = await still({
      routes: { [anyBars]: jsonAnswer(barsBody({ AAA: rows })) },
    });
    const fromTsMs = newYorkTsMs(today, 0);
    const [all] = await chunksOf(vendor.provider.bars(query({ fromTsMs, session: "all" })));
    const [regular] = await chunksOf(vendor.provider.bars(query({ fromTsMs })));
    expect([all?.bars.length, regular?.bars.length]).toEqual([3, 1]);
  });

  test("goes on without a symbol whose form is refused", async () => {
    await using vendor = await still({
      routes: {
        [anyBars]: ({ query: pairs }) =>
          pairs.some(([, value]) => value.includes("BAD9"))
            ? jsonAnswer({ message: "invalid symbol: BAD9" }, { status: 400 })
            : jsonAnswer(barsBody({ AAA: minuteRows(bellTsMs, 1) })),
      },
    });
    const chunks = await chunksOf(vendor.provider.bars(query({ symbols: ["AAA", "BAD9"] })));
    expect(chunks.map(({ symbol }) => symbol)).toEqual(["AAA"]);
    expect(vendor.server.requests.length).toBe(2);
  });

  test("of a length that Alpaca cuts otherwise is refused here", async () => {
    await using vendor = await still({});
    const failure = await failureOf(chunksOf(vendor.provider.bars(query({ interval: "4h" }))));
    expect(failure.code).toBe("provider.refused");
    expect(failure.message).toContain('"4h"');
  });
});

describe("trouble", () => {
  test("403 says that it may be the key as well as the plan, until an answer comes", async () => {
    const forbidden = { message: "subscription does not permit querying recent SIP data" };
    await using vendor = await still({
      plan: "basic",
      routes: { [anySnapshots]: [jsonAnswer(forbidden, { status: 403 }), onQuotes] },
    });
    const failure = await failureOf(vendor.provider.quotes(["AAA"], asking()));
    expect(failure.code).toBe("provider.forbidden");
    for (const word of ["key", "L2T_ALPACA_PLAN", '"basic"', "recent SIP"]) {
      expect(failure.message).toContain(word);
    }
    expect(failure.message).not.toContain("made-up");
    expect(vendor.provider.status()).toMatchObject({ state: "degraded", loginEndsTsMs: null });
    await vendor.provider.quotes(["AAA"], asking());
    expect(vendor.provider.status().state).toBe("ok");
  });

  test("401 names what has to be set, and the status does", async () => {
    const unknown = jsonAnswer({ message: "forbidden." }, { status: 401 });
    await using vendor = await still({ routes: { [anySnapshots]: [unknown] } });
    const failure = await failureOf(vendor.provider.quotes(["AAA"], asking()));
    const status = vendor.provider.status();
    expect([failure.code, status.state]).toEqual(["provider.unauthorized", "auth-needed"]);
    for (const text of [failure.message, status.text]) {
      expect(text).toContain("L2T_ALPACA_KEY_ID");
      expect(text).not.toContain("made-up");
    }
  });

  test("429 waits for the moment that X-RateLimit-Reset names", async () => {
    const clock = speedyClock(nowTsMs, 200);
    const resetSeconds = Math.ceil(nowTsMs / 1_000) + 20;
    const told = { "X-RateLimit-Limit": "200", "X-RateLimit-Remaining": "0" };
    const limited = tooManyRequests({ ...told, "X-RateLimit-Reset": String(resetSeconds) });
    await using vendor = await openAlpaca({
      clock,
      limits: alpacaLimits,
      routes: { [anySnapshots]: [limited, onQuotes] },
    });
    const { value } = await vendor.provider.quotes(["AAA"], asking());
    expect(value.length).toBe(1);
    expect(clock.nowMs()).toBeGreaterThanOrEqual(resetSeconds * 1_000);
    expect(vendor.lines().map(({ calls, outcome }) => [calls, outcome])).toEqual([[2, "ok"]]);
  });

  test("429 without a word, 502, a body cut off and a slow one pass, a line each", async () => {
    const faults = [tooManyRequests(), badGateway(), cutOff(onQuotes, 40), delayed(onQuotes, 30)];
    for (const fault of faults) {
      await using vendor = await openAlpaca({
        limits: alpacaLimits,
        routes: { [anySnapshots]: [fault, onQuotes] },
      });
      expect((await vendor.provider.quotes(["AAA"], asking())).value.length).toBe(1);
      expect(vendor.lines().length).toBe(1);
    }
  });

  test("the headers of an answer raise the limit", async () => {
    const headers = { "X-RateLimit-Limit": "10000", "X-RateLimit-Remaining": "9999" };
    const answer = { ...onQuotes, headers: { ...onQuotes.headers, ...headers } };
    await using vendor = await still({ limits: alpacaLimits, routes: { [anySnapshots]: answer } });
    await vendor.provider.quotes(["AAA"], asking());
    expect(vendor.budgets().data.limit).toBe(9_000);
  });
});
