import { expect, test } from "bun:test";
import { jsonAnswer } from "../../../../testing/replay/answer.ts";
import {
  close,
  drop,
  gate,
  mute,
  sendJson,
  sendText,
} from "../../../../testing/replay/socket-script.ts";
import { grantBody } from "../../../../testing/schwab/schwab-bodies.ts";
import {
  answered,
  asked,
  chartEntry,
  data,
  farewell,
  level,
  loginSteps,
  streamTsMs,
  subscribedSteps,
  until,
  wholeLevel,
  withStream,
} from "../../../../testing/schwab/schwab-streamer.ts";

const minuteMs = 60_000;

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
      const restMs = (stream.status().untilTsMs ?? 0) - streamTsMs;
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
    expect((waiting?.untilTsMs ?? 0) - streamTsMs).toBeGreaterThanOrEqual(restMs);
  });
});

test("a line that breaks comes back with all that is wanted, and tells the gap", async () => {
  const minute = streamTsMs - 5 * minuteMs;
  const first = [
    ...subscribedSteps,
    data("CHART_EQUITY", [chartEntry("AAPL", minute)], streamTsMs),
    drop(),
  ];
  const second = [
    ...subscribedSteps,
    data("CHART_EQUITY", [chartEntry("AAPL", minute)], streamTsMs),
    farewell,
  ];
  await withStream([first, second], async ({ sink, home }) => {
    await until(() => sink.bars.length === 2);
    expect(sink.gaps.length).toBe(1);
    const [fromTsMs = 0, untilTsMs = 0] = sink.gaps[0] ?? [];
    expect(fromTsMs).toBeGreaterThanOrEqual(streamTsMs);
    expect(untilTsMs).toBeGreaterThan(fromTsMs);
    // The bar that comes again after a break replaces the one from before it.
    expect(sink.bars[1]?.isCorrection).toBe(true);
    expect(home.server.connections.length).toBe(2);
  });
});

test("after a break a quote does not mix with values from before it", async () => {
  const first = [
    ...subscribedSteps,
    data("LEVELONE_EQUITIES", [wholeLevel], streamTsMs),
    close(1011, "keepalive"),
  ];
  const second = [
    ...subscribedSteps,
    data("LEVELONE_EQUITIES", [level({ 3: 210, 35: streamTsMs + 5 })], streamTsMs),
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
    data("CHART_EQUITY", [chartEntry("AAPL", streamTsMs - 3 * minuteMs)], streamTsMs),
    farewell,
  ];
  await withStream([script], async ({ sink, home }) => {
    await until(() => sink.bars.length === 1);
    expect(home.server.connections.length).toBe(1);
  });
});
