import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { RecordingSink } from "../../../../testing/alpaca/recording-sink.ts";
import { FakeClock } from "../../../../testing/fakes/fake-clock.ts";
import { jsonAnswer, textAnswer } from "../../../../testing/replay/answer.ts";
import { fixturePath } from "../../../../testing/replay/recorded.ts";
import type { Replies } from "../../../../testing/replay/route.ts";
import {
  drop,
  expectJson,
  gate,
  mute,
  type SocketScript,
  sendJson,
  sendText,
} from "../../../../testing/replay/socket-script.ts";
import { describeShared } from "../../../../testing/shared.ts";
import { nowTsMs } from "../../../../testing/tradier/tradier-bodies.ts";
import { openTradier } from "../../../../testing/tradier/tradier-vendor.ts";
import type { StreamWants } from "../../../ports/market-data.ts";

const nothing: StreamWants = { bars: [], quotes: [], optionTrades: [], news: [] };
const occ = "SPY260605P00450000";
const session = (sessionid: string) =>
  jsonAnswer({ stream: { url: "https://stream.tradier.com/v1/markets/events", sessionid } });

const print = (symbol: string, more: object = {}) => ({
  ...{ type: "timesale", symbol, exch: "Q", bid: "1.40", ask: "1.60", last: "1.60", size: "100" },
  ...{ date: String(nowTsMs), seq: 352_342, flag: "", cancel: false, correction: false },
  ...{ session: "normal", ...more },
});

/** A running stream against scripted sockets, on a clock that stands still until it is moved. */
async function listen(
  wants: Partial<StreamWants>,
  scripts: readonly SocketScript[],
  sessions: Replies = [session("s1"), session("s2")],
) {
  const clock = new FakeClock(nowTsMs);
  const vendor = await openTradier({
    clock,
    routes: { "POST /v1/markets/events/session": sessions },
    sockets: { "/v1/markets/events": scripts },
  });
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

describe("stream of Tradier", () => {
  test("prints of a contract carry bid and ask; what is taken back does not come", async () => {
    const lines = [
      print(occ, { size: "7" }),
      print(occ, { cancel: true }),
      print(occ, { correction: true }),
      print(occ, { last: "NaN" }),
      print("SPY260605C00450000"),
      { type: "trade", symbol: occ, price: "1.60", size: "7", date: String(nowTsMs) },
    ];
    await using line = await listen({ optionTrades: [occ, "nonsense"] }, [
      [
        expectJson({ symbols: [occ], sessionid: "s1", filter: ["timesale"], linebreak: true }),
        sendText(`${lines.map((row) => JSON.stringify(row)).join("\n")}\n`),
        sendJson(print(occ, { size: "9", bid: 1.5, flag: "I" })),
      ],
    ]);
    await line.sink.until(({ trades }) => trades.length === 2);
    expect(line.sink.trades).toEqual([
      {
        ...{ occ, tsMs: nowTsMs, price: 1.6, size: 7, exchange: "Q", condition: null },
        ...{ bid: 1.4, ask: 1.6 },
      },
      expect.objectContaining({ size: 9, bid: 1.5, condition: "I" }),
    ]);
    expect(line.sink.origins[0]).toMatchObject({ provider: "tradier", feed: "opra", delayMs: 0 });
    expect(line.sink.quotes).toEqual([]);
  });

  test("quotes of shares grow out of prints, bids and asks and summaries", async () => {
    const quote = {
      ...{ type: "quote", symbol: "BRK/B", bid: 499.5, bidsz: 60, biddate: String(nowTsMs) },
      ...{ ask: 500.5, asksz: 6, askdate: String(nowTsMs) },
    };
    const day = { open: "498", high: "501.5", low: "NaN", prevClose: "490" };
    await using line = await listen({ quotes: ["BRK.B", "ABR-D"] }, [
      [
        expectJson({ symbols: ["BRK/B"], filter: ["timesale", "quote", "summary"] }),
        sendJson(quote),
        sendJson({ type: "summary", symbol: "BRK/B", ...day }),
        sendJson(print("BRK/B", { last: "500.25" })),
        sendJson(print("BRK/B", { last: "1", date: String(nowTsMs - 5_000) })),
        sendJson(print("AAA")),
        sendJson({ ...quote, bid: 499.75 }),
      ],
    ]);
    await line.sink.until(({ quotes }) => quotes.at(-1)?.bid === 499.75);
    expect(new Set(line.sink.quotes.map(({ price }) => price))).toEqual(new Set([500.25]));
    expect(line.sink.quotes[0]).toEqual({
      ...{ symbol: "BRK.B", price: 500.25, tsMs: nowTsMs, session: "regular" },
      ...{ regularPrice: 500.25, previousClose: 490, open: 498, high: 501.5, low: null },
      ...{ volume: null, averageVolume: null, bid: 499.5, bidSize: 60, ask: 500.5, askSize: 6 },
      isHalted: null,
    });
    expect(line.sink.origins[0]?.feed).toBe("nbbo");
  });

  test("a change of what is wanted replaces the list", async () => {
    await using line = await listen({ quotes: ["AAA"] }, [
      [
        expectJson({ symbols: ["AAA"] }),
        expectJson({
          symbols: ["AAA", occ],
          sessionid: "s1",
          filter: ["timesale", "quote", "summary"],
        }),
        sendJson(print(occ)),
        sendJson(print("AAA")),
      ],
    ]);
    await line.state("live");
    line.want({ quotes: ["AAA"], optionTrades: [occ] });
    await line.sink.until(({ quotes, trades }) => quotes.length === 1 && trades.length === 1);
    // Every contract has to be named: there is no word for all of them.
    line.want({ optionTrades: "*" });
    expect(line.server.connections[0]?.line.messages.length).toBe(2);
  });

  test("nothing is opened while nothing is wanted", async () => {
    await using line = await listen({ bars: "*", optionTrades: "*" }, []);
    expect(line.stream.status()).toMatchObject({ state: "live", text: "nothing is wanted" });
    expect(line.server.requests.length).toBe(0);
  });
});

describe("trouble of the stream of Tradier", () => {
  test("a line that breaks comes back with a session of its own and tells the gap", async () => {
    const kick = gate();
    await using line = await listen({ optionTrades: [occ] }, [
      [expectJson({ sessionid: "s1" }), sendJson(print(occ)), kick.step, drop()],
      [expectJson({ sessionid: "s2", symbols: [occ] }), sendJson(print(occ))],
    ]);
    await line.sink.until(({ trades }) => trades.length === 1);
    kick.release();
    await line.state("waiting");
    await line.clock.advance(1_000);
    await line.sink.until(({ trades }) => trades.length === 2);
    expect(line.sink.gaps).toEqual([[nowTsMs, nowTsMs + 1_000]]);
  });

  test("an error waits for the other session to end", async () => {
    await using line = await listen({ quotes: ["AAA"] }, [
      [expectJson({}), sendJson({ error: "too many sessions requested" })],
      [expectJson({ sessionid: "s2" })],
    ]);
    await line.state("waiting");
    expect(line.stream.status().text).toContain("too many sessions requested");
    expect(line.stream.status().untilTsMs).toBe(nowTsMs + 60_000);
    await line.clock.advance(60_000);
    await line.state("live");
  });

  test("a wrong token stops it for good", async () => {
    const refused = textAnswer("Invalid Access Token", { status: 401 });
    await using line = await listen({ quotes: ["AAA"] }, [], refused);
    await line.state("stopped");
    expect(line.stream.status().text).toContain("Invalid Access Token");
  });

  test("a session in another shape is tried again", async () => {
    const odd = jsonAnswer({ stream: "null" });
    await using line = await listen({ quotes: ["AAA"] }, [[expectJson({})]], [odd, session("s2")]);
    await line.state("waiting");
    await line.clock.advance(1_000);
    await line.state("live");
  });

  test("a mute line of many symbols is closed in the session", async () => {
    const quotes = Array.from({ length: 10 }, (_, i) => `S${i}`);
    await using line = await listen({ quotes }, [
      [expectJson({ symbols: quotes }), mute()],
      [expectJson({ sessionid: "s2" })],
    ]);
    await line.state("live");
    await line.clock.advance(90_000);
    await line.sink.until(({ statuses }) => statuses.some(({ state }) => state === "stale"));
  });

  test.each(["<html>", "5", "null"])("the line %s is refused", async (text) => {
    await using line = await listen({ quotes: ["AAA"] }, [[expectJson({}), sendText(text)]]);
    await line.state("waiting");
    expect(line.stream.status().text).toContain("cannot be read");
  });
});

describeShared("recorded lines of Tradier", () => {
  test("samples and captures make quotes of their symbols", async () => {
    const text = readFileSync(fixturePath("tradier", "stream-samples.jsonl"), "utf8");
    await using line = await listen({ quotes: ["SPY", "C", "QQQ"] }, [
      [expectJson({}), sendText(text)],
    ]);
    await line.sink.until(({ quotes }) => quotes.length === 1);
    expect(line.sink.quotes[0]).toMatchObject({
      ...{ symbol: "SPY", price: 282.09, tsMs: 1_557_758_874_355, session: "regular" },
      ...{ bid: 407.12, bidSize: 2_400, previousClose: 394.59, high: 400.07 },
    });
  });
});
