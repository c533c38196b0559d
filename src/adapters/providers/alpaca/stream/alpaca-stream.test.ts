import { describe, expect, test } from "bun:test";
import { article } from "../../../../../testing/alpaca/alpaca-bodies.ts";
import { barMessage, confirmed, listen, streamTsMs } from "../../../../../testing/alpaca/listen.ts";
import { expectPacked, loginSteps, packed } from "../../../../../testing/alpaca/stream-scripts.ts";
import { expectJson, gate, mute, sendJson } from "../../../../../testing/replay/socket-script.ts";

const iso = (tsMs: number) => new Date(tsMs).toISOString();
const minuteMs = 60_000;

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
            sendJson([
              barMessage("AAA", 1),
              barMessage("BRK.B", 1),
              barMessage("AAA", 2, { T: "u", v: 5 }),
            ]),
            sendJson([
              barMessage("ABR.PRD", 1),
              { T: "d", S: "AAA" },
              { T: "b", S: "AAA", o: null },
            ]),
          ],
        ],
      },
    );
    await line.sink.until(({ bars }) => bars.length === 4);
    expect(line.sink.bars.map((b) => [b.symbol, b.openTsMs, b.volume, b.isCorrection])).toEqual([
      ["AAA", streamTsMs - minuteMs, 1_000, false],
      ["BRK.B", streamTsMs - minuteMs, 1_000, false],
      ["AAA", streamTsMs - 2 * minuteMs, 5, true],
      ["ABR-D", streamTsMs - minuteMs, 1_000, false],
    ]);
    expect(line.sink.origins[0]).toMatchObject({ provider: "alpaca", feed: "sip", delayMs: 0 });
    expect(line.stream.status()).toEqual({ state: "live", text: "", untilTsMs: null });
  });

  test("hands a frame of 5,000 bars on in batches", async () => {
    const frame = Array.from({ length: 5_000 }, (_, i) => barMessage(`S${i}`, 1));
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
    const at = (seconds: number) => iso(streamTsMs + seconds * 1_000);
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
      ...{ price: 9.06, tsMs: streamTsMs + 2_000, session: "regular", regularPrice: 9.06 },
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

  test("asks for what was wanted while the first answer was on its way", async () => {
    const { step, release } = gate();
    await using line = await listen(
      { bars: ["AAA"] },
      {
        "/v2/sip": [
          [
            ...loginSteps(),
            expectJson({ action: "subscribe", bars: ["AAA"] }),
            step,
            confirmed({ bars: ["AAA"], corrections: ["AAA"] }),
            expectJson({ action: "subscribe", bars: ["BBB"] }),
            confirmed({ bars: ["AAA", "BBB"] }),
          ],
        ],
      },
    );
    await line.server.connected(1);
    await line.server.connections[0]?.line.received(2);
    line.want({ bars: ["AAA", "BBB"] });
    release();
    await line.server.connections[0]?.line.done;
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

describe("three sockets", () => {
  test("bring option trades in msgpack and news in JSON beside the bars", async () => {
    const occ = "AAA260605C00150000";
    const t = new Date(streamTsMs + 1_234);
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
              { T: "n", ...article(7, iso(streamTsMs)) },
              { T: "n", id: 8 },
            ]),
          ],
        ],
      },
    );
    await line.sink.until(({ trades, news }) => trades.length + news.length === 2);
    expect(line.sink.trades).toEqual([
      {
        ...{ occ, tsMs: streamTsMs + 1_234, price: 1.25, size: 70_000, exchange: "C" },
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
