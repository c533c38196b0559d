import { describe, expect, test } from "bun:test";
import { asking, codeOf, gather } from "../../../../testing/contracts/provider-asking.ts";
import { FakeClock } from "../../../../testing/fakes/fake-clock.ts";
import {
  aggregate,
  bellTsMs,
  dayRow,
  minuteMs,
  minuteRows,
  nowTsMs,
  page,
  today,
} from "../../../../testing/massive/massive-bodies.ts";
import { massiveKey, openMassive } from "../../../../testing/massive/massive-vendor.ts";
import { delayed, jsonAnswer } from "../../../../testing/replay/answer.ts";
import { fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import type { BarQuery } from "../../../ports/market-data.ts";

const minutes = "GET /v2/aggs/ticker/AAA/range/1/minute";
const tooEarly = jsonAnswer(
  { status: "NOT_AUTHORIZED", message: "Attempted to request today's data before end of day." },
  { status: 403 },
);
const notEntitled = jsonAnswer(
  { status: "NOT_AUTHORIZED", message: "You are not entitled to this data." },
  { status: 403 },
);

function barsOf(query: Partial<BarQuery> = {}): BarQuery {
  return {
    ...{ symbols: ["AAA"], interval: "1m", session: "regular", adjustment: "split" },
    ...{ fromTsMs: bellTsMs, untilTsMs: nowTsMs, ...asking(), ...query },
  };
}

describe("pages of Massive", () => {
  test("the key goes along with the next page as well, in a header and nowhere else", async () => {
    await using vendor = await openMassive({
      nowTsMs,
      routes: {
        [`${minutes}/${bellTsMs}/${nowTsMs - 1}?*`]: jsonAnswer(
          page(minuteRows(bellTsMs, 2), "https://api.polygon.io/next?cursor=2"),
        ),
        "GET /next?cursor=2": jsonAnswer(page(minuteRows(bellTsMs + 2 * minuteMs, 2))),
      },
    });
    const chunks = await gather(vendor.provider.bars(barsOf()));
    expect(chunks.map(({ bars }) => bars.length)).toEqual([2, 2]);
    expect(vendor.server.requests.length).toBe(2);
    for (const { headers, key } of vendor.server.requests) {
      expect(headers.get("authorization")).toBe(`Bearer ${massiveKey}`);
      expect(key).not.toContain(massiveKey);
    }
  });

  test("a page on a foreign host is not followed", async () => {
    await using vendor = await openMassive({
      nowTsMs,
      routes: {
        [`${minutes}/${bellTsMs}/${nowTsMs - 1}?*`]: jsonAnswer(
          page(minuteRows(bellTsMs, 2), "https://api.massive.com.example.org/next?cursor=2"),
        ),
      },
    });
    expect(await codeOf(gather(vendor.provider.bars(barsOf())))).toBe("provider.bad-payload");
    expect(vendor.server.requests.length).toBe(1);
  });

  test("a page that names itself as the next one ends the reading", async () => {
    const circle = "https://api.massive.com/next?cursor=2";
    await using vendor = await openMassive({
      nowTsMs,
      routes: {
        [`${minutes}/${bellTsMs}/${nowTsMs - 1}?*`]: jsonAnswer(page([], circle)),
        "GET /next?cursor=2": jsonAnswer(page([], circle)),
      },
    });
    expect(await codeOf(gather(vendor.provider.bars(barsOf())))).toBe("provider.bad-payload");
    expect(vendor.server.requests.length).toBe(2);
  });

  test("a page that goes back in time is refused", async () => {
    await using vendor = await openMassive({
      nowTsMs,
      routes: {
        [`${minutes}/${bellTsMs}/${nowTsMs - 1}?*`]: jsonAnswer(
          page(minuteRows(bellTsMs, 5), "https://api.massive.com/next?cursor=2"),
        ),
        "GET /next?cursor=2": jsonAnswer(page(minuteRows(bellTsMs + minuteMs, 9))),
      },
    });
    expect(await codeOf(gather(vendor.provider.bars(barsOf())))).toBe("provider.bad-payload");
  });
});

describe("bars of Massive by plan", () => {
  test("a delayed plan gets no bar whose end it cannot know yet", async () => {
    const clock = new FakeClock(nowTsMs + 30_000);
    const untilTsMs = nowTsMs - 15 * minuteMs;
    await using vendor = await openMassive({
      clock,
      plan: "delayed",
      routes: {
        [`${minutes}/${bellTsMs}/${untilTsMs - 1}?*`]: jsonAnswer({
          ...page(minuteRows(bellTsMs, 90)),
          status: "DELAYED",
        }),
      },
    });
    const [chunk] = await gather(vendor.provider.bars(barsOf()));
    expect(chunk?.bars.openTsMs.at(-1)).toBe(untilTsMs - minuteMs);
    expect(chunk?.provenance.delayMs).toBe(15 * minuteMs);
  });

  test("a free key is not asked for today, nor for what is older than two years", async () => {
    const routes = {
      "GET /v2/aggs/ticker/AAA/range/1/day/2024-06-02/2026-05-31?*": jsonAnswer(
        page([dayRow(2026, 5, 29, 10), dayRow(2026, 6, 1, 11)]),
      ),
    };
    await using vendor = await openMassive({ clock: new FakeClock(nowTsMs), plan: "free", routes });
    const years = { interval: "1d", fromTsMs: Date.UTC(2001, 0), untilTsMs: nowTsMs } as const;
    const [chunk] = await gather(vendor.provider.bars(barsOf(years)));
    expect(chunk?.bars.length).toBe(1);
    expect(await gather(vendor.provider.bars(barsOf()))).toEqual([]);
    expect(vendor.server.requests.length).toBe(1);
    const { quotes, chain, optionTrades, openStream } = vendor.provider;
    expect([quotes, chain, optionTrades, openStream]).toEqual([
      ...[undefined, undefined, undefined, undefined],
    ]);
  });

  test("an index without its plan is left out, and the shares come", async () => {
    await using vendor = await openMassive({
      clock: new FakeClock(nowTsMs),
      routes: {
        [`GET /v2/aggs/ticker/I:SPX/range/1/minute/${bellTsMs}/${nowTsMs - 1}?*`]: notEntitled,
        [`${minutes}/${bellTsMs}/${nowTsMs - 1}?*`]: jsonAnswer(page(minuteRows(bellTsMs, 2))),
      },
    });
    const chunks = await gather(vendor.provider.bars(barsOf({ symbols: ["SPX", "AAA"] })));
    expect(chunks.map(({ symbol }) => symbol)).toEqual(["AAA"]);
  });

  test("bars of an hour are refused without a question", async () => {
    await using vendor = await openMassive({ nowTsMs });
    const hours = gather(vendor.provider.bars(barsOf({ interval: "1h" })));
    expect(await codeOf(hours)).toBe("provider.refused");
    expect(vendor.server.requests.length).toBe(0);
  });

  test("the hours around the session come where they are wanted", async () => {
    const fromTsMs = bellTsMs - 60 * minuteMs;
    const body = jsonAnswer(page([...minuteRows(fromTsMs, 120), { o: null }, null]));
    await using vendor = await openMassive({
      nowTsMs,
      routes: { [`${minutes}/${fromTsMs}/${nowTsMs - 1}?*`]: delayed(body, 20) },
    });
    const counts = [];
    for (const session of ["regular", "all"] as const) {
      const [chunk] = await gather(vendor.provider.bars(barsOf({ session, fromTsMs })));
      counts.push(chunk?.bars.length);
    }
    expect(counts).toEqual([60, 120]);
  });

  test("rows of which none is a bar are another format", async () => {
    await using vendor = await openMassive({
      nowTsMs,
      routes: {
        [`${minutes}/${bellTsMs}/${nowTsMs - 1}?*`]: jsonAnswer(page([{ open: 1 }, { open: 2 }])),
      },
    });
    expect(await codeOf(gather(vendor.provider.bars(barsOf())))).toBe("provider.bad-payload");
  });
});

describe("market days of Massive", () => {
  const eveningTsMs = newYorkTsMs(today, 1_020);
  const grouped = "GET /v2/aggs/grouped/locale/us/market/stocks/2026-06-01?*";
  const split = { adjustment: "split", ...asking() } as const;

  test("a day that is not over, and one without a session, are not asked for", async () => {
    await using vendor = await openMassive({ nowTsMs });
    const sunday = fromYearMonthDay(2026, 5, 31);
    expect(await vendor.provider.marketDay(today, split)).toBeNull();
    expect(await vendor.provider.marketDay(sunday, split)).toBeNull();
    expect(vendor.server.requests.length).toBe(0);
  });

  test("a day that a free key may not have yet is none, and no trouble", async () => {
    const clock = new FakeClock(eveningTsMs);
    await using vendor = await openMassive({
      clock,
      plan: "free",
      routes: { [grouped]: tooEarly },
    });
    expect(await vendor.provider.marketDay(today, split)).toBeNull();
    expect(vendor.provider.status().state).toBe("ok");
  });

  test("a plan without it is told, with what helps, until it answers again", async () => {
    const closeTsMs = eveningTsMs - 60 * minuteMs;
    const rows = jsonAnswer(
      page([
        { T: "AAA", ...aggregate(closeTsMs, 10) },
        { T: "OLD", ...aggregate(closeTsMs - 86_400_000, 10) },
      ]),
    );
    await using vendor = await openMassive({
      nowTsMs: eveningTsMs,
      routes: { [grouped]: [notEntitled, rows] },
    });
    expect(await codeOf(vendor.provider.marketDay(today, split))).toBe("provider.forbidden");
    expect(vendor.provider.status().state).toBe("degraded");
    expect(vendor.provider.status().text).toContain("L2T_MASSIVE_PLAN");
    const day = await vendor.provider.marketDay(today, split);
    expect(day?.value.symbols).toEqual(["AAA"]);
    expect(vendor.provider.status().state).toBe("ok");
  });

  test("a day without any trade is none", async () => {
    const empty = jsonAnswer({ status: "OK", resultsCount: 0, queryCount: 0 });
    await using vendor = await openMassive({ nowTsMs: eveningTsMs, routes: { [grouped]: empty } });
    expect(await vendor.provider.marketDay(today, split)).toBeNull();
  });
});
