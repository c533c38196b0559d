import { expect, test } from "bun:test";
import {
  answered,
  asked,
  chartEntry,
  data,
  farewell,
  level,
  loginSteps,
  nothing,
  streamTsMs,
  subscribed,
  subscribedSteps,
  until,
  wholeLevel,
  withStream,
} from "../../../../testing/schwab/schwab-streamer.ts";

const minuteMs = 60_000;

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

test("bars have their fields in the order of live lines, corrections are marked", async () => {
  const minute = streamTsMs - 5 * minuteMs;
  const script = [
    ...subscribedSteps,
    data("CHART_EQUITY", [chartEntry("AAPL", minute), chartEntry("BRK/B", minute)], streamTsMs),
    data("CHART_EQUITY", [chartEntry("AAPL", minute + minuteMs, { 6: null })], streamTsMs),
    data("CHART_EQUITY", [chartEntry("AAPL", minute, { 5: 100.75 })], streamTsMs),
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
  const minute = streamTsMs + 60 * minuteMs;
  const script = [
    ...subscribedSteps,
    data(
      "CHART_EQUITY",
      [
        chartEntry("AAPL", minute),
        chartEntry("AAPL", streamTsMs - minuteMs, { 2: 0 }),
        chartEntry("AAPL", streamTsMs - minuteMs, { 5: "NaN" }),
        chartEntry("AAPL", streamTsMs - minuteMs + 1_000),
        chartEntry("AAPL", streamTsMs - 2 * minuteMs),
        { key: "AAPL" },
      ],
      streamTsMs,
    ),
    farewell,
  ];
  await withStream([script], async ({ sink }) => {
    await until(() => sink.bars.length > 0);
    expect(sink.bars.map(({ openTsMs }) => openTsMs)).toEqual([streamTsMs - 2 * minuteMs]);
  });
});

test("a frame of thousands of bars comes whole, in order", async () => {
  const entries = Array.from({ length: 2_000 }, (_, index) =>
    chartEntry(`S${index % 500}`, streamTsMs - (10 - Math.floor(index / 500)) * minuteMs),
  );
  const script = [...subscribedSteps, data("CHART_EQUITY", entries, streamTsMs), farewell];
  await withStream([script], async ({ sink }) => {
    await until(() => sink.bars.length === 2_000);
    expect(sink.bars.map(({ symbol }) => symbol)).toEqual(entries.map(({ key }) => key as string));
  });
});

test("quotes are laid over what came before, and wait for their first trade", async () => {
  const script = [
    ...subscribedSteps,
    data("LEVELONE_EQUITIES", [level({ 1: 200, 2: 200.1 })], streamTsMs),
    data("LEVELONE_EQUITIES", [wholeLevel, { ...wholeLevel, key: "OTHER" }], streamTsMs),
    data(
      "LEVELONE_EQUITIES",
      [level({ 3: 200.5, 35: streamTsMs + 1_000, 32: "Halted" })],
      streamTsMs,
    ),
    farewell,
  ];
  await withStream([script], async ({ sink }) => {
    await until(() => sink.quotes.length === 2);
    const first = {
      ...{ symbol: "AAPL", price: 200.15, tsMs: streamTsMs, session: "regular" as const },
      ...{ previousClose: 198, regularPrice: 200.15, open: 198.5, high: 201, low: 199 },
      ...{ volume: 1_000_000, averageVolume: null, bid: 200.1, ask: 200.2 },
      // May 2025: sizes were round lots.
      ...{ bidSize: 300, askSize: 400, isHalted: false },
    };
    expect(sink.quotes).toEqual([
      first,
      { ...first, price: 200.5, tsMs: streamTsMs + 1_000, isHalted: true },
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
