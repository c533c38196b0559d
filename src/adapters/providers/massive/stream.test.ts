import { describe, expect, test } from "bun:test";
import { RecordingSink } from "../../../../testing/alpaca/recording-sink.ts";
import { FakeClock } from "../../../../testing/fakes/fake-clock.ts";
import { bellTsMs, minuteMs, nowTsMs } from "../../../../testing/massive/massive-bodies.ts";
import { massiveKey, openMassive } from "../../../../testing/massive/massive-vendor.ts";
import {
  close,
  expectJson,
  gate,
  mute,
  type SocketScript,
  sendJson,
  sendText,
} from "../../../../testing/replay/socket-script.ts";
import type { StreamWants } from "../../../ports/market-data.ts";
import type { MassivePlan } from "./plan.ts";

const nothing: StreamWants = { bars: [], quotes: [], optionTrades: [], news: [] };
const status = (word: string, message = "") => sendJson([{ ev: "status", status: word, message }]);
const login = [
  status("connected", "Connected Successfully"),
  expectJson({ action: "auth", params: massiveKey }),
  status("auth_success", "authenticated"),
];
const bar = (sym: string, minutesAgo: number, more: object = {}) => ({
  ...{ ev: "AM", sym, v: 4_110, av: 9_470_157, op: 10, vw: 10, o: 10, c: 10.5, h: 11, l: 9 },
  ...{ s: nowTsMs - minutesAgo * minuteMs, e: nowTsMs - (minutesAgo - 1) * minuteMs, ...more },
});

/** A running stream against scripted sockets, on a clock that stands still until it is moved. */
async function listen(
  bars: StreamWants["bars"],
  scripts: readonly SocketScript[],
  plan: MassivePlan = "realtime",
) {
  const clock = new FakeClock(nowTsMs);
  const vendor = await openMassive({ clock, plan, sockets: { "/stocks": scripts } });
  const sink = new RecordingSink();
  const stream = vendor.provider.openStream?.(sink);
  if (!stream) throw new Error("the provider has no stream");
  stream.want({ ...nothing, bars });
  stream.start();
  return {
    ...{ clock, sink, stream, server: vendor.server },
    want: (more: StreamWants["bars"]) => stream.want({ ...nothing, bars: more }),
    state: (state: string) => sink.until(({ statuses }) => statuses.at(-1)?.state === state),
    async [Symbol.asyncDispose]() {
      await stream.stop();
      expect(clock.sleeperCount, "no timer is left").toBe(0);
      await vendor.dispose();
    },
  };
}

describe("stream of Massive", () => {
  test("bars of the whole market come in batches, odd ones left out", async () => {
    const rows = Array.from({ length: 5_000 }, (_, i) =>
      bar(i % 2 ? "AAA" : "ABRpD", 1 + (i % 30)),
    );
    await using line = await listen("*", [
      [
        ...login,
        expectJson({ action: "subscribe", params: "AM.*" }),
        status("success", "subscribed to: AM.*"),
        sendJson([...rows, bar("ACwsA", 1), bar("BAD", 1, { l: 99 }), bar("NOV", 1, { v: null })]),
      ],
    ]);
    await line.sink.until(({ bars }) => bars.length === 5_001);
    expect(line.sink.batchLengths).toEqual([4_096, 905]);
    expect(line.sink.bars[0]).toEqual({
      ...{ symbol: "ABR-D", openTsMs: nowTsMs - minuteMs, close: 10.5, volume: 4_110 },
      isCorrection: false,
    });
    expect(line.sink.bars.at(-1)).toMatchObject({ symbol: "NOV", volume: Number.NaN });
    expect(line.sink.origins[0]).toEqual({
      ...{ provider: "massive", feed: "sip", isSimulated: false, delayMs: 0, asOfTsMs: nowTsMs },
    });
  });

  test("bars out of order come as they came, for whoever joins them", async () => {
    await using line = await listen(
      ["AAA"],
      [[...login, expectJson({ params: "AM.AAA" }), sendJson([bar("AAA", 1), bar("AAA", 2)])]],
    );
    await line.sink.until(({ bars }) => bars.length === 2);
    expect(line.sink.bars.map(({ openTsMs }) => openTsMs)).toEqual([
      nowTsMs - minuteMs,
      nowTsMs - 2 * minuteMs,
    ]);
  });

  test("a change of what is wanted asks for the difference", async () => {
    await using line = await listen(
      ["AAA", "BRK.B", "SPX"],
      [
        [
          ...login,
          expectJson({ action: "subscribe", params: "AM.AAA,AM.BRK.B" }),
          expectJson({ action: "unsubscribe", params: "AM.AAA" }),
          expectJson({ action: "subscribe", params: "AM.ABRpD" }),
          sendJson([bar("ABRpD", 1)]),
        ],
      ],
    );
    await line.state("live");
    line.want(["BRK.B", "ABR-D"]);
    await line.sink.until(({ bars }) => bars.length === 1);
  });

  test("the delayed plan says so with every bar", async () => {
    await using line = await listen(
      "*",
      [[...login, expectJson({ params: "AM.*" }), sendJson([bar("AAA", 16)])]],
      "delayed",
    );
    await line.sink.until(({ bars }) => bars.length === 1);
    expect(line.sink.origins[0]?.delayMs).toBe(15 * minuteMs);
  });

  test("nothing is opened while nothing is wanted", async () => {
    await using line = await listen([], []);
    expect(line.stream.status()).toMatchObject({ state: "live", text: "nothing is wanted" });
    expect(line.server.connections.length).toBe(0);
  });
});

describe("trouble of the stream of Massive", () => {
  test("a wrong key stops it for good, without naming the key", async () => {
    await using line = await listen("*", [
      [...login.slice(0, 2), status("auth_failed", "authentication failed")],
    ]);
    await line.state("stopped");
    expect(line.stream.status().text).toContain("L2T_MASSIVE_KEY");
    expect(line.stream.status().text).not.toContain(massiveKey);
  });

  test("a plan without the stream stops it for good", async () => {
    await using line = await listen("*", [
      [
        ...login,
        expectJson({ params: "AM.*" }),
        status("error", "not authorized: please upgrade your plan"),
      ],
    ]);
    await line.state("stopped");
    expect(line.stream.status().text).toContain("plan");
  });

  test("when another program kicks it off it stays away for five minutes", async () => {
    await using line = await listen("*", [
      [
        ...login,
        expectJson({ params: "AM.*" }),
        status("max_connections", "Maximum number of connections exceeded."),
      ],
      [...login, expectJson({ params: "AM.*" })],
    ]);
    await line.state("waiting");
    expect(line.stream.status().untilTsMs).toBe(nowTsMs + 300_000);
    await line.clock.advance(299_000);
    expect(line.server.connections.length).toBe(1);
    await line.clock.advance(1_000);
    await line.state("live");
  });

  test("a line that breaks comes back, asks for all of it, and tells the gap", async () => {
    const kick = gate();
    await using line = await listen(
      ["AAA"],
      [
        [
          ...login,
          expectJson({ params: "AM.AAA" }),
          sendJson([bar("AAA", 1)]),
          kick.step,
          close(1008),
        ],
        [...login, expectJson({ params: "AM.AAA" }), sendJson([bar("AAA", 1)])],
      ],
    );
    await line.sink.until(({ bars }) => bars.length === 1);
    kick.release();
    await line.state("waiting");
    await line.clock.advance(1_000);
    await line.sink.until(({ bars }) => bars.length === 2);
    expect(line.sink.gaps).toEqual([[nowTsMs, nowTsMs + 1_000]]);
  });

  test("what a delayed feed lost is older than the gap by its delay", async () => {
    await using line = await listen(
      ["AAA"],
      [
        [...login, expectJson({}), sendJson([bar("AAA", 16)]), close(1001)],
        [...login, expectJson({}), sendJson([bar("AAA", 15)])],
      ],
      "delayed",
    );
    await line.state("waiting");
    await line.clock.advance(1_000);
    await line.sink.until(({ bars }) => bars.length === 2);
    const lostTsMs = nowTsMs - 15 * minuteMs;
    expect(line.sink.gaps).toEqual([[lostTsMs, lostTsMs + 1_000]]);
  });

  test("a mute line of the whole market is closed in the session", async () => {
    await using line = await listen("*", [
      [...login, expectJson({ params: "AM.*" }), mute()],
      [...login, expectJson({ params: "AM.*" })],
    ]);
    await line.state("live");
    await line.clock.advance(120_000);
    await line.sink.until(({ statuses }) => statuses.some(({ state }) => state === "stale"));
    expect(bellTsMs).toBeLessThan(line.clock.nowMs());
  });

  test.each(["<html>", '{"ev":"status"}', "[1]"])("the frame %s is refused", async (frame) => {
    await using line = await listen("*", [[...login, expectJson({}), sendText(frame)]]);
    await line.state("waiting");
    expect(line.stream.status().text).toContain("no list of messages");
  });

  test("a frame of bars in another format is refused", async () => {
    const rows = Array.from({ length: 20 }, () => ({ ev: "AM", symbol: "AAA", price: 1 }));
    await using line = await listen("*", [[...login, expectJson({}), sendJson(rows)]]);
    await line.state("waiting");
    expect(line.stream.status().text).toContain("format");
  });
});
