import { describe, expect, test } from "bun:test";
import { article, barRow } from "../../../../../testing/alpaca/alpaca-bodies.ts";
import { openAlpaca } from "../../../../../testing/alpaca/alpaca-vendor.ts";
import { RecordingSink } from "../../../../../testing/alpaca/recording-sink.ts";
import {
  errorStep,
  expectPacked,
  loginSteps,
  packed,
} from "../../../../../testing/alpaca/stream-scripts.ts";
import { FakeClock } from "../../../../../testing/fakes/fake-clock.ts";
import {
  close,
  expectJson,
  mute,
  type SocketScript,
  sendJson,
  sendText,
} from "../../../../../testing/replay/socket-script.ts";
import { fromYearMonthDay } from "../../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../../domain/new-york.ts";
import type { StreamWants } from "../../../../ports/market-data.ts";

/** Monday 1 June 2026, 10:00 in New York. */
const nowTsMs = newYorkTsMs(fromYearMonthDay(2026, 6, 1), 600);
const iso = (tsMs: number) => new Date(tsMs).toISOString();
const minuteMs = 60_000;
const nothing: StreamWants = { bars: [], quotes: [], optionTrades: [], news: [] };
const bar = (S: string, minutesAgo: number, more: object = {}) => ({
  ...{ T: "b", S, ...barRow({ t: iso(nowTsMs - minutesAgo * minuteMs), c: 10 }), ...more },
});
const confirmed = (lists: object) => sendJson([{ T: "subscription", ...lists }]);

async function listen(
  wants: Partial<StreamWants>,
  sockets: Readonly<Record<string, readonly SocketScript[]>>,
) {
  const clock = new FakeClock(nowTsMs);
  const vendor = await openAlpaca({ clock, sockets });
  const sink = new RecordingSink();
  const stream = vendor.provider.openStream?.(sink);
  if (!stream) throw new Error("the provider has no stream");
  stream.want({ ...nothing, ...wants });
  stream.start();
  return {
    ...{ clock, sink, stream, server: vendor.server },
    want: (more: Partial<StreamWants>) => stream.want({ ...nothing, ...more }),
    state: (state: string) => sink.until(({ statuses }) => statuses.at(-1)?.state === state),
    async [Symbol.asyncDispose]() {
      await stream.stop();
      expect(clock.sleeperCount, "no timer is left").toBe(0);
      await vendor.dispose();
    },
  };
}

describe("the stream of stocks", () => {
  test("logs in, asks, and brings bars and their corrections in order", async () => {
    await using line = await listen(
      { bars: "*" },
      {
        "/v2/sip": [
          [
            ...loginSteps(),
            expectJson({ action: "subscribe", bars: ["*"], updatedBars: ["*"] }),
            confirmed({ bars: ["*"], updatedBars: ["*"] }),
            sendJson([bar("AAA", 1), bar("BRK.B", 1), bar("AAA", 2, { T: "u", v: 5 })]),
            sendJson([bar("ABR.PRD", 1), { T: "d", S: "AAA" }, { T: "b", S: "AAA", o: null }]),
          ],
        ],
      },
    );
    await line.sink.until(({ bars }) => bars.length === 4);
    expect(line.sink.bars.map((b) => [b.symbol, b.openTsMs, b.volume, b.isCorrection])).toEqual([
      ["AAA", nowTsMs - minuteMs, 1_000, false],
      ["BRK.B", nowTsMs - minuteMs, 1_000, false],
      ["AAA", nowTsMs - 2 * minuteMs, 5, true],
      ["ABR-D", nowTsMs - minuteMs, 1_000, false],
    ]);
    expect(line.sink.origins[0]).toMatchObject({ provider: "alpaca", feed: "sip", delayMs: 0 });
    expect(line.stream.status()).toEqual({ state: "live", text: "", untilTsMs: null });
  });

  test("hands a frame of 5,000 bars on in batches", async () => {
    const frame = Array.from({ length: 5_000 }, (_, i) => bar(`S${i}`, 1));
    await using line = await listen(
      { bars: "*" },
      {
        "/v2/sip": [[...loginSteps(), expectJson({ bars: ["*"] }), confirmed({}), sendJson(frame)]],
      },
    );
    await line.sink.until(({ bars }) => bars.length === 5_000);
    expect(line.sink.batchLengths).toEqual([4_096, 904]);
    expect(line.sink.bars.map(({ symbol }) => symbol)).toEqual(frame.map(({ S }) => S));
  });

  test("makes quotes of prints, bids and halts, each symbol once a frame", async () => {
    const at = (seconds: number) => iso(nowTsMs + seconds * 1_000);
    const print = (p: number, seconds: number, c: string[] = ["@"]) => ({
      ...{ T: "t", S: "AAA", p, s: 100, t: at(seconds), c },
    });
    await using line = await listen(
      { quotes: ["AAA"] },
      {
        "/v2/sip": [
          [
            ...loginSteps(),
            expectJson({
              action: "subscribe",
              trades: ["AAA"],
              quotes: ["AAA"],
              statuses: ["AAA"],
            }),
            confirmed({ trades: ["AAA"] }),
            sendJson([{ T: "q", S: "AAA", bp: 9, bs: 3, ap: 9.1, as: 0, t: at(0) }]),
            sendJson([print(9.05, 1), print(9.06, 2), print(9.5, 3, ["@", "I"]), print(8, 0)]),
            sendJson([{ T: "s", S: "AAA", sc: "H", t: at(4) }]),
          ],
        ],
      },
    );
    await line.sink.until(({ quotes }) => quotes.length === 2);
    expect(line.sink.quotes[0]).toMatchObject({
      ...{ price: 9.06, tsMs: nowTsMs + 2_000, session: "regular", regularPrice: 9.06 },
      ...{ bid: 9, ask: 9.1, bidSize: 3, askSize: 0, previousClose: null, isHalted: null },
    });
    expect(line.sink.quotes[1]).toMatchObject({ price: 9.06, isHalted: true });
  });

  test("sends only the difference when other symbols are wanted", async () => {
    await using line = await listen(
      { bars: ["AAA", "BBB"] },
      {
        "/v2/sip": [
          [
            ...loginSteps(),
            expectJson({ action: "subscribe", bars: ["AAA", "BBB"] }),
            confirmed({ bars: ["AAA", "BBB"] }),
            expectJson({ action: "unsubscribe", bars: ["AAA"] }),
            expectJson({ action: "subscribe", bars: ["CCC"] }),
          ],
        ],
      },
    );
    await line.state("live");
    line.want({ bars: ["BBB", "CCC"] });
    await line.server.connections[0]?.line.received(4);
    line.server.assertAllUsed();
  });

  test("asks for thousands of symbols in messages of some hundred", async () => {
    const symbols = Array.from({ length: 700 }, (_, i) => `S${i}`);
    await using line = await listen({ bars: symbols }, { "/v2/sip": [[...loginSteps(), mute()]] });
    await line.server.connected(1);
    const connection = line.server.connections[0]?.line;
    await connection?.received(4);
    const asked = (connection?.messages ?? []).slice(1).map((text) => JSON.parse(String(text)));
    expect(asked.flatMap(({ bars = [] }) => bars)).toEqual(symbols);
    expect(asked.flatMap(({ updatedBars = [] }) => updatedBars)).toEqual(symbols);
    for (const { bars = [], updatedBars = [] } of asked) {
      expect(bars.length + updatedBars.length).toBeLessThanOrEqual(500);
    }
  });
});

describe("errors of the stream", () => {
  test("405 shrinks the list to what the plan may allow, and says so", async () => {
    const quotes = Array.from({ length: 40 }, (_, i) => `S${i}`);
    const first = quotes.slice(0, 30);
    await using line = await listen(
      { bars: "*", quotes },
      {
        "/v2/sip": [
          [
            ...loginSteps(),
            expectJson({ action: "subscribe", bars: ["*"], trades: quotes }),
            errorStep(405, "symbol limit exceeded"),
            expectJson({ action: "subscribe", bars: ["*"], trades: first, quotes: first }),
            confirmed({ bars: ["*"], trades: first }),
          ],
        ],
      },
    );
    await line.state("live");
    expect(line.stream.status().text).toContain('30 of 40 symbols of "trades"');
    expect(line.stream.status().text).not.toContain('"bars"');
  });

  test("405 for a single symbol stops the line", async () => {
    await using line = await listen(
      { quotes: ["AAA"] },
      {
        "/v2/sip": [
          [
            ...loginSteps(),
            expectJson({ trades: ["AAA"] }),
            errorStep(405, "symbol limit exceeded"),
          ],
        ],
      },
    );
    await line.state("stopped");
    expect(line.stream.status().text).toContain("symbol limit exceeded");
  });

  test("406 waits for the old line to be forgotten, and tries then", async () => {
    await using line = await listen(
      { bars: "*" },
      {
        "/v2/sip": [
          [...loginSteps().slice(0, 2), errorStep(406, "connection limit exceeded")],
          [...loginSteps(), expectJson({ bars: ["*"] }), confirmed({})],
        ],
      },
    );
    await line.state("waiting");
    expect(line.stream.status().untilTsMs).toBe(nowTsMs + 20_000);
    await line.clock.advance(19_000);
    expect(line.server.connections.length).toBe(1);
    await line.clock.advance(1_000);
    await line.state("live");
    expect(line.server.connections.length).toBe(2);
  });

  test("402 and 409 stop for good, with what helps and without the secret", async () => {
    for (const [code, help] of [
      [402, "L2T_ALPACA_SECRET_KEY"],
      [409, "plan"],
    ] as const) {
      await using line = await listen(
        { bars: "*" },
        { "/v2/sip": [[...loginSteps().slice(0, 2), errorStep(code, "no")]] },
      );
      await line.state("stopped");
      expect(line.stream.status().text).toContain(help);
      expect(line.stream.status().text).not.toContain("made-up");
    }
  });

  test("a login that times out, there or here, is tried again", async () => {
    await using line = await listen(
      { bars: "*" },
      {
        "/v2/sip": [
          [...loginSteps().slice(0, 2), errorStep(404, "auth timeout"), close(1000)],
          [mute()],
          [...loginSteps(), expectJson({ bars: ["*"] }), confirmed({})],
        ],
      },
    );
    await line.state("waiting");
    await line.clock.advance(1_000);
    await line.server.connected(2);
    await line.clock.advance(10_000);
    await line.state("waiting");
    await line.clock.advance(2_000);
    await line.state("live");
    expect(line.sink.gaps).toEqual([]);
  });

  test("a mute line is stale after a minute and a half, comes back and tells the gap", async () => {
    await using line = await listen(
      { bars: "*" },
      {
        "/v2/sip": [
          [...loginSteps(), expectJson({ bars: ["*"] }), confirmed({}), mute()],
          [...loginSteps(), expectJson({ bars: ["*"] }), confirmed({}), sendJson([bar("AAA", 1)])],
        ],
      },
    );
    await line.state("live");
    await line.clock.advance(90_000);
    await line.state("waiting");
    expect(line.sink.statuses.map(({ state }) => state)).toContain("stale");
    await line.clock.advance(1_000);
    await line.sink.until(({ bars }) => bars.length === 1);
    expect(line.sink.gaps).toEqual([[nowTsMs, nowTsMs + 91_000]]);
  });

  test("a frame that cannot be read closes the line, which comes back", async () => {
    await using line = await listen(
      { bars: "*" },
      {
        "/v2/sip": [
          [...loginSteps(), expectJson({ bars: ["*"] }), confirmed({}), sendText('[{"T":"b","S"')],
          [...loginSteps(), expectJson({ bars: ["*"] }), confirmed({})],
        ],
      },
    );
    await line.state("waiting");
    expect(line.stream.status().text).toContain("cannot be read");
    await line.clock.advance(1_000);
    await line.state("live");
  });

  test("a frame in which no bar can be read is a new format, not a quiet market", async () => {
    const frame = Array.from({ length: 30 }, (_, i) => ({ T: "b", S: `S${i}`, open: 1 }));
    await using line = await listen(
      { bars: "*" },
      {
        "/v2/sip": [[...loginSteps(), expectJson({ bars: ["*"] }), confirmed({}), sendJson(frame)]],
      },
    );
    await line.state("waiting");
    expect(line.stream.status().text).toContain("format");
  });
});

describe("three sockets", () => {
  test("bring option trades in msgpack and news in JSON beside the bars", async () => {
    const occ = "AAA260605C00150000";
    const t = new Date(nowTsMs + 1_234);
    await using line = await listen(
      { bars: ["AAA"], optionTrades: [occ], news: "*" },
      {
        "/v2/sip": [[...loginSteps(), expectJson({ bars: ["AAA"] }), confirmed({})]],
        "/v1beta1/opra": [
          [
            packed([{ T: "success", msg: "connected" }]),
            expectPacked({ action: "auth", key: "PKTEST", secret: "made-up" }),
            packed([{ T: "success", msg: "authenticated" }]),
            expectPacked({ action: "subscribe", trades: [occ] }),
            packed([{ T: "subscription", trades: [occ], quotes: [] }]),
            packed([
              { T: "t", S: occ, t, p: 1.25, s: 70_000, x: "C", c: "I" },
              { T: "q", S: occ, t, bp: 1, ap: 2 },
              { T: "t", S: "no contract", t, p: 1, s: 1, x: "C", c: "I" },
              { T: "t", S: occ, t: null, p: 1, s: 1, x: "C", c: "I" },
            ]),
          ],
        ],
        "/v1beta1/news": [
          [
            ...loginSteps(),
            expectJson({ action: "subscribe", news: ["*"] }),
            confirmed({ news: ["*"] }),
            sendJson([
              { T: "n", ...article(7, iso(nowTsMs)) },
              { T: "n", id: 8 },
            ]),
          ],
        ],
      },
    );
    await line.sink.until(({ trades, news }) => trades.length + news.length === 2);
    expect(line.sink.trades).toEqual([
      {
        ...{ occ, tsMs: nowTsMs + 1_234, price: 1.25, size: 70_000, exchange: "C" },
        ...{ condition: "I", bid: null, ask: null },
      },
    ]);
    expect(line.sink.news[0]).toMatchObject({
      ...{ id: "7", headline: "Macy's & Co Maintains Neutral", summary: null },
      symbols: ["M", "BRK.B"],
    });
    expect(line.server.connections.length).toBe(3);
  });

  test("fail one by one: the bars go on without the options", async () => {
    await using line = await listen(
      { bars: "*", optionTrades: "*" },
      {
        "/v2/sip": [[...loginSteps(), expectJson({ bars: ["*"] }), confirmed({})]],
        "/v1beta1/opra": [[packed([{ T: "error", code: 409, msg: "insufficient subscription" }])]],
      },
    );
    await line.sink.until(({ statuses }) => statuses.at(-1)?.text.includes("409") === true);
    await line.state("live");
    expect(line.stream.status().text).toContain("option trades: ");
  });
});
