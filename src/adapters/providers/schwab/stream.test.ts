import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { jsonAnswer } from "../../../../testing/replay/answer.ts";
import { fixturePath } from "../../../../testing/replay/recorded.ts";
import {
  close,
  drop,
  gate,
  mute,
  type SocketScript,
  sendJson,
  sendText,
} from "../../../../testing/replay/socket-script.ts";
import { grantBody } from "../../../../testing/schwab/schwab-bodies.ts";
import {
  answered,
  asked,
  chartEntry,
  data,
  loginSteps,
  type OpenedStream,
  openSchwabStream,
  subscribed,
} from "../../../../testing/schwab/schwab-streamer.ts";
import type { SchwabOptions } from "../../../../testing/schwab/schwab-vendor.ts";
import { describeShared } from "../../../../testing/shared.ts";
import type { StreamWants } from "../../../ports/market-data.ts";

const minuteMs = 60_000;
/** 28 May 2025, 10:00 in New York. */
const nowTsMs = Date.UTC(2025, 4, 28, 14);
const nothing: StreamWants = { bars: [], quotes: [], optionTrades: [], news: [] };
const wants: StreamWants = { ...nothing, bars: ["AAPL", "BRK.B"], quotes: ["AAPL", "SPX"] };

const subscribedSteps = [
  ...loginSteps,
  ...subscribed("CHART_EQUITY", "AAPL,BRK/B"),
  ...subscribed("LEVELONE_EQUITIES", "AAPL,$SPX"),
];
const farewell = asked("ADMIN", "LOGOUT");

async function withStream(
  scripts: readonly SocketScript[],
  work: (opened: OpenedStream) => Promise<void>,
  options: Partial<SchwabOptions> & { readonly wants?: StreamWants } = {},
): Promise<void> {
  const { wants: wish = wants, ...rest } = options;
  const opened = await openSchwabStream({ nowTsMs, ...rest, scripts });
  opened.stream.want(wish);
  opened.stream.start();
  try {
    await work(opened);
  } finally {
    await opened.stream.stop();
    await opened.home.dispose();
  }
}

async function until(isTrue: () => boolean): Promise<void> {
  const endMs = performance.now() + 4_000;
  while (!isTrue()) {
    if (performance.now() > endMs) throw new Error("it did not come about");
    await Bun.sleep(1);
  }
}

const level = (part: object) => ({ key: "AAPL", delayed: false, ...part });
const wholeLevel = level({
  ...{ 1: 200.1, 2: 200.2, 3: 200.15, 4: 3, 5: 4, 8: 1_000_000, 10: 201, 11: 199, 12: 198 },
  ...{ 17: 198.5, 29: 200.15, 31: 2.15, 32: "Normal", 34: nowTsMs, 35: nowTsMs, 36: nowTsMs },
});

test("it logs in, subscribes one service after the other, and says goodbye", async () => {
  const script = [...subscribedSteps, farewell];
  await withStream([script], async ({ stream, home, sink }) => {
    await until(() => stream.status().state === "live");
    await stream.stop();
    home.server.assertAllUsed();
    const states = sink.statuses.map(({ state }) => state);
    expect(states.slice(0, 2)).toEqual(["connecting", "live"]);
    expect(sink.gaps).toEqual([]);
  });
});

test("bars come with their fields in the order of the live lines, corrections are marked", async () => {
  const minute = nowTsMs - 5 * minuteMs;
  const script = [
    ...subscribedSteps,
    data("CHART_EQUITY", [chartEntry("AAPL", minute), chartEntry("BRK/B", minute)], nowTsMs),
    data("CHART_EQUITY", [chartEntry("AAPL", minute + minuteMs, { 6: null })], nowTsMs),
    data("CHART_EQUITY", [chartEntry("AAPL", minute, { 5: 100.75 })], nowTsMs),
    farewell,
  ];
  await withStream([script], async ({ sink }) => {
    await until(() => sink.bars.length === 4);
    const bar = { open: 100, high: 101, low: 99.5, close: 100.5, volume: 1_200 };
    expect(sink.bars).toEqual([
      { ...bar, symbol: "AAPL", openTsMs: minute, isCorrection: false },
      { ...bar, symbol: "BRK.B", openTsMs: minute, isCorrection: false },
      {
        ...{ ...bar, symbol: "AAPL", openTsMs: minute + minuteMs },
        ...{ volume: Number.NaN, isCorrection: false },
      },
      { ...bar, symbol: "AAPL", openTsMs: minute, close: 100.75, isCorrection: true },
    ]);
    expect(sink.provenances[0]).toMatchObject({ provider: "schwab", feed: "nbbo", delayMs: 0 });
  });
});

test("bars that still form, without a price or off the minute are left out", async () => {
  const minute = nowTsMs + 60 * minuteMs;
  const script = [
    ...subscribedSteps,
    data(
      "CHART_EQUITY",
      [
        chartEntry("AAPL", minute),
        chartEntry("AAPL", nowTsMs - minuteMs, { 2: 0 }),
        chartEntry("AAPL", nowTsMs - minuteMs, { 5: "NaN" }),
        chartEntry("AAPL", nowTsMs - minuteMs + 1_000),
        chartEntry("AAPL", nowTsMs - 2 * minuteMs),
        { key: "AAPL" },
      ],
      nowTsMs,
    ),
    farewell,
  ];
  await withStream([script], async ({ sink }) => {
    await until(() => sink.bars.length > 0);
    expect(sink.bars.map(({ openTsMs }) => openTsMs)).toEqual([nowTsMs - 2 * minuteMs]);
  });
});

test("a frame of thousands of bars comes whole, in order", async () => {
  const entries = Array.from({ length: 2_000 }, (_, index) =>
    chartEntry(`S${index % 500}`, nowTsMs - (10 - Math.floor(index / 500)) * minuteMs),
  );
  const script = [...subscribedSteps, data("CHART_EQUITY", entries, nowTsMs), farewell];
  await withStream([script], async ({ sink }) => {
    await until(() => sink.bars.length === 2_000);
    expect(sink.bars.map(({ symbol }) => symbol)).toEqual(entries.map(({ key }) => key as string));
  });
});

test("quotes are laid over what came before, and wait for their first trade", async () => {
  const script = [
    ...subscribedSteps,
    data("LEVELONE_EQUITIES", [level({ 1: 200, 2: 200.1 })], nowTsMs),
    data("LEVELONE_EQUITIES", [wholeLevel, { ...wholeLevel, key: "OTHER" }], nowTsMs),
    data("LEVELONE_EQUITIES", [level({ 3: 200.5, 35: nowTsMs + 1_000, 32: "Halted" })], nowTsMs),
    farewell,
  ];
  await withStream([script], async ({ sink }) => {
    await until(() => sink.quotes.length === 2);
    const first = {
      ...{ symbol: "AAPL", price: 200.15, tsMs: nowTsMs, session: "regular" as const },
      ...{ previousClose: 198, regularPrice: 200.15, open: 198.5, high: 201, low: 199 },
      ...{ volume: 1_000_000, averageVolume: null, bid: 200.1, ask: 200.2 },
      // May 2025: sizes were round lots.
      ...{ bidSize: 300, askSize: 400, isHalted: false },
    };
    expect(sink.quotes).toEqual([
      first,
      { ...first, price: 200.5, tsMs: nowTsMs + 1_000, isHalted: true },
    ]);
  });
});

test("what is wanted changes on an open line, and an empty list is taken back", async () => {
  const script = [
    ...loginSteps,
    ...subscribed("CHART_EQUITY", "AAPL"),
    asked("CHART_EQUITY", "UNSUBS", { keys: "AAPL" }),
    answered("CHART_EQUITY", "UNSUBS", 27),
    ...subscribed("LEVELONE_EQUITIES", "MSFT"),
    ...subscribed("LEVELONE_EQUITIES", "SPY"),
    farewell,
  ];
  const first = { ...nothing, bars: ["AAPL"] };
  await withStream(
    [script],
    async ({ stream, home }) => {
      await until(() => stream.status().state === "live");
      stream.want({ ...nothing, quotes: ["MSFT"] });
      await home.server.connections[0]?.line.received(4);
      // A line without anything is ended by Schwab: one quote keeps it open.
      stream.want(nothing);
      await home.server.connections[0]?.line.received(5);
      await stream.stop();
      home.server.assertAllUsed();
    },
    { wants: first },
  );
});

test("more than 500 symbols are cut off, and the status says so", async () => {
  const bars = Array.from({ length: 502 }, (_, index) => `S${index}`);
  const script = [
    ...loginSteps,
    asked("CHART_EQUITY", "SUBS", { keys: bars.slice(0, 500).join() }),
    answered("CHART_EQUITY", "SUBS"),
    farewell,
  ];
  await withStream(
    [script],
    async ({ stream }) => {
      await until(() => stream.status().state === "live");
      expect(stream.status().text).toBe("Schwab streams 500 symbols; 2 are left out");
    },
    { wants: { ...nothing, bars } },
  );
});

test("code 19 leaves the line open, and the status says so", async () => {
  const script = [
    ...loginSteps,
    asked("CHART_EQUITY", "SUBS"),
    answered("CHART_EQUITY", "SUBS", 19, "reached symbol limit"),
    ...subscribed("LEVELONE_EQUITIES", "AAPL,$SPX"),
    farewell,
  ];
  await withStream([script], async ({ stream }) => {
    await until(() => stream.status().state === "live");
    expect(stream.status().text).toContain("some symbols are left out");
  });
});

test("a denied login renews the token and comes back", async () => {
  const denied = [
    asked("ADMIN", "LOGIN", { Authorization: "access-1" }),
    answered("ADMIN", "LOGIN", 3, "Login Denied.: token is invalid or has expired."),
    mute(),
  ];
  const fine = [
    asked("ADMIN", "LOGIN", { Authorization: "access-2" }),
    ...subscribedSteps.slice(1),
    farewell,
  ];
  const routes = { "POST /v1/oauth/token": jsonAnswer(grantBody(2)) };
  await withStream(
    [denied, fine],
    async ({ stream, sink }) => {
      await until(() => stream.status().state === "live");
      expect(sink.statuses.map(({ state }) => state)).toContain("waiting");
    },
    { routes },
  );
});

test("a login that stays denied asks the user, and rests", async () => {
  const denied = [asked("ADMIN", "LOGIN"), answered("ADMIN", "LOGIN", 3), mute()];
  const routes = { "POST /v1/oauth/token": jsonAnswer(grantBody(2)) };
  await withStream(
    [denied, denied],
    async ({ stream }) => {
      await until(() => stream.status().text.includes("l2t login schwab"));
      expect(stream.status().state).toBe("waiting");
      const restMs = (stream.status().untilTsMs ?? 0) - nowTsMs;
      expect(restMs).toBeGreaterThan(250_000);
    },
    { routes },
  );
});

test("without a login it waits for one instead of ending", async () => {
  await withStream(
    [],
    async ({ stream }) => {
      await until(() => stream.status().state === "waiting");
      expect(stream.status().text).toContain("l2t login schwab");
    },
    { token: null },
  );
});

test.each([
  [12, "another program holds", 120_000],
  [30, "Schwab ended the line", 4_000],
  [21, "refused CHART_EQUITY SUBS (code 21)", 1_000],
])("code %d closes the line and it comes back, but not at once", async (code, words, restMs) => {
  const script = [
    ...loginSteps,
    asked("CHART_EQUITY", "SUBS"),
    answered("CHART_EQUITY", "SUBS", code, "no"),
    mute(),
  ];
  await withStream([script, [mute()], [mute()]], async ({ stream, sink }) => {
    await until(() => stream.status().state === "waiting");
    const waiting = sink.statuses.find(({ state }) => state === "waiting");
    expect(waiting?.text).toContain(words);
    expect((waiting?.untilTsMs ?? 0) - nowTsMs).toBeGreaterThanOrEqual(restMs);
  });
});

test("a line that breaks comes back with all that is wanted, and tells the gap", async () => {
  const minute = nowTsMs - 5 * minuteMs;
  const first = [
    ...subscribedSteps,
    data("CHART_EQUITY", [chartEntry("AAPL", minute)], nowTsMs),
    drop(),
  ];
  const second = [
    ...subscribedSteps,
    data("CHART_EQUITY", [chartEntry("AAPL", minute)], nowTsMs),
    farewell,
  ];
  await withStream([first, second], async ({ sink, home }) => {
    await until(() => sink.bars.length === 2);
    expect(sink.gaps.length).toBe(1);
    const [fromTsMs = 0, untilTsMs = 0] = sink.gaps[0] ?? [];
    expect(fromTsMs).toBeGreaterThanOrEqual(nowTsMs);
    expect(untilTsMs).toBeGreaterThan(fromTsMs);
    // The bar that comes again after a break replaces the one from before it.
    expect(sink.bars[1]?.isCorrection).toBe(true);
    expect(home.server.connections.length).toBe(2);
  });
});

test("after a break a quote does not mix with values from before it", async () => {
  const first = [
    ...subscribedSteps,
    data("LEVELONE_EQUITIES", [wholeLevel], nowTsMs),
    close(1011, "keepalive"),
  ];
  const second = [
    ...subscribedSteps,
    data("LEVELONE_EQUITIES", [level({ 3: 210, 35: nowTsMs + 5 })], nowTsMs),
    farewell,
  ];
  await withStream([first, second], async ({ sink }) => {
    await until(() => sink.quotes.length === 2);
    expect(sink.quotes[1]).toMatchObject({ price: 210, bid: null, previousClose: null });
  });
});

test("heartbeats keep a quiet line; without them it is opened anew", async () => {
  const beat = gate();
  const first = [
    ...subscribedSteps,
    sendJson({ notify: [{ heartbeat: "1668715930582" }] }),
    beat.step,
    mute(),
  ];
  const second = [...subscribedSteps, farewell];
  await withStream([first, second], async ({ stream, sink, home }) => {
    await until(() => stream.status().state === "live");
    beat.release();
    await home.server.connected(2);
    await until(() => stream.status().state === "live");
    expect(sink.statuses.map(({ state }) => state)).toContain("stale");
  });
});

test.each(["<html>", "", "[", '"text"'])("a frame %p is no end of the program", async (frame) => {
  const first = [...subscribedSteps, sendText(frame), mute()];
  const second = [...subscribedSteps, farewell];
  await withStream([first, second], async ({ home, stream }) => {
    await home.server.connected(2);
    await until(() => stream.status().state === "live");
  });
});

test("parts that are no lists and entries that are no objects are passed over", async () => {
  const script = [
    ...subscribedSteps,
    sendJson({ data: null, notify: [null], response: [{ content: null }, 5] }),
    sendJson({ data: [{ service: "CHART_EQUITY", content: [null, 5, "x", { key: 5 }] }] }),
    sendJson({ data: [{ service: "LEVELONE_EQUITIES", content: [null, 5, { key: "AAPL" }] }] }),
    data("CHART_EQUITY", [chartEntry("AAPL", nowTsMs - 3 * minuteMs)], nowTsMs),
    farewell,
  ];
  await withStream([script], async ({ sink, home }) => {
    await until(() => sink.bars.length === 1);
    expect(home.server.connections.length).toBe(1);
  });
});

describeShared("recorded frames of Schwab", () => {
  const frame = (name: string) =>
    JSON.parse(readFileSync(fixturePath("schwab", "stream", `${name}.json`), "utf8"));

  test("both captured bars are read, one of 14:05 and one of 19:59 New York", async () => {
    const samples = frame("doc-samples");
    const script = [
      asked("ADMIN", "LOGIN"),
      sendJson(samples.login_ok),
      ...subscribedSteps.slice(2),
      sendJson(samples.heartbeat),
      sendJson(samples.chart_equity_msft_real),
      sendJson(frame("CHART_EQUITY")),
      farewell,
    ];
    const later = { nowTsMs: Date.UTC(2025, 11, 9, 20) };
    await withStream(
      [script],
      async ({ sink }) => {
        await until(() => sink.bars.length === 2);
        expect(sink.bars).toEqual([
          {
            ...{ symbol: "MSFT", openTsMs: Date.UTC(2024, 4, 16, 23, 59), isCorrection: false },
            ...{ open: 421.65, high: 421.79, low: 421.65, close: 421.755, volume: 26 },
          },
          {
            ...{ symbol: "AMD", openTsMs: Date.UTC(2025, 11, 9, 19, 5), isCorrection: false },
            ...{ open: 221.133, high: 221.18, low: 221.02, close: 221.02, volume: 11_730 },
          },
        ]);
      },
      later,
    );
  });

  test("the captured quotes are read once the moment of their trade is known; sizes are shares", async () => {
    const capturedTsMs = 1_765_081_984_668;
    const script = [
      ...loginSteps,
      ...subscribed("LEVELONE_EQUITIES", "AMD,INTC"),
      sendJson(frame("LEVELONE_EQUITIES")),
      data("LEVELONE_EQUITIES", [{ key: "AMD", 34: capturedTsMs, 35: capturedTsMs }], capturedTsMs),
      farewell,
    ];
    await withStream(
      [script],
      async ({ sink }) => {
        await until(() => sink.quotes.length === 1);
        expect(sink.quotes[0]).toMatchObject({
          ...{ symbol: "AMD", price: 217.93, bid: 217.86, ask: 217.95 },
          ...{ bidSize: 200, askSize: 100, volume: 33_292_396 },
        });
      },
      { nowTsMs: capturedTsMs, wants: { ...nothing, quotes: ["AMD", "INTC"] } },
    );
  });
});
