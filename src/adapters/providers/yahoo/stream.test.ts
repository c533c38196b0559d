import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { PbfWriter } from "pbf";
import { fixturePath } from "../../../../testing/replay/recorded.ts";
import {
  close,
  drop,
  expectJson,
  mute,
  type SocketScript,
  sendBytes,
  sendJson,
  sendText,
  wait,
} from "../../../../testing/replay/socket-script.ts";
import { describeShared } from "../../../../testing/shared.ts";
import { speedyClock } from "../../../../testing/vendor-link.ts";
import { openYahoo } from "../../../../testing/yahoo-vendor.ts";
import { fromYearMonthDay } from "../../../domain/local-date.ts";
import { newYorkTsMs } from "../../../domain/new-york.ts";
import type { Provenance } from "../../../domain/provenance.ts";
import type { Quote } from "../../../domain/quote.ts";
import type { StreamStatus, StreamWants } from "../../../ports/market-data.ts";

const today = fromYearMonthDay(2026, 6, 3);
const noonTsMs = newYorkTsMs(today, 720);

interface Fields {
  readonly id?: string;
  readonly price?: number;
  readonly tsMs?: number;
  readonly change?: number;
  readonly changePct?: number;
  readonly volume?: number;
}

function message(fields: Fields): string {
  const { id = "AAPL", price = 100, tsMs = noonTsMs, change, changePct, volume } = fields;
  const writer = new PbfWriter();
  writer.writeStringField(1, id);
  writer.writeFloatField(2, price);
  writer.writeSVarintField(3, tsMs);
  // Yahoo's own word of the session, which is not believed.
  writer.writeVarintField(7, 2);
  if (changePct !== undefined) writer.writeFloatField(8, changePct);
  if (volume !== undefined) writer.writeSVarintField(9, volume);
  if (change !== undefined) writer.writeFloatField(12, change);
  writer.writeSVarintField(27, 2);
  return Buffer.from(writer.finish()).toString("base64");
}

const pricing = (fields: Fields) => sendJson({ type: "pricing", message: message(fields) });
const wants = (...quotes: string[]): StreamWants => {
  return { quotes, bars: [], optionTrades: [], news: [] };
};

/** A stream against a script for each connection, on a clock that runs a hundred times faster. */
async function openStream(
  scripts: readonly SocketScript[],
  symbols: readonly string[],
  times: { readonly quietMs?: number } = {},
) {
  const clock = speedyClock(noonTsMs, 100);
  // A busy machine must not look like a vendor that is slow to answer.
  const streamTimes = { loginMs: 600_000, quietMs: 600_000, ...times };
  const yahoo = await openYahoo({ clock, streamTimes, sockets: { "/": scripts } });
  const quotes: Quote[] = [];
  const provenances: Provenance[] = [];
  const statuses: StreamStatus[] = [];
  const gaps: (readonly [number, number])[] = [];
  const stream = yahoo.provider.openStream?.({
    onQuotes: (batch, provenance) => {
      quotes.push(...batch);
      provenances.push(provenance);
    },
    onStatus: (status) => void statuses.push(status),
    onGap: (fromTsMs, untilTsMs) => void gaps.push([fromTsMs, untilTsMs]),
    onBars: () => {},
    onOptionTrades: () => {},
    onNews: () => {},
  });
  if (stream === undefined) throw new Error("there is no stream");
  stream.want(wants(...symbols));
  stream.start();
  const stop = async () => {
    await stream.stop();
    await yahoo.dispose();
  };
  const until = async (isSo: () => boolean) => {
    for (let turn = 0; turn < 1_000 && !isSo(); turn++) await Bun.sleep(2);
    expect(isSo()).toBe(true);
  };
  return { ...{ yahoo, stream, quotes, provenances, statuses, gaps, until }, stop };
}

describe("the streamer", () => {
  test("what is wanted is asked for by Yahoo's names, and comes by ours", async () => {
    const line = await openStream(
      [
        [
          expectJson({ subscribe: ["AAPL", "BRK-B"] }),
          pricing({ price: 101.05, change: 1.05, changePct: 1.05, volume: 5_000 }),
          pricing({ id: "BRK-B", price: 480 }),
          pricing({ id: "MSFT" }),
          sendJson({ type: "welcome" }),
          mute(),
        ],
      ],
      ["AAPL", "BRK.B", "A/B"],
    );
    await line.until(() => line.quotes.length === 2);
    expect(line.quotes[0]).toEqual({
      ...{ symbol: "AAPL", price: 101.05, tsMs: noonTsMs, session: "regular" },
      ...{ previousClose: 100, regularPrice: 101.05, open: null, high: null, low: null },
      ...{ volume: 5_000, averageVolume: null, bid: null, ask: null, bidSize: null },
      ...{ askSize: null, isHalted: null },
    });
    expect(line.quotes[1]).toMatchObject({ symbol: "BRK.B", price: 480, previousClose: null });
    expect(line.provenances[0]).toEqual({
      ...{ provider: "yahoo", feed: "yahoo", isSimulated: false, delayMs: 0, asOfTsMs: noonTsMs },
    });
    const [connection] = line.yahoo.server.connections;
    expect(connection?.target).toBe("/?version=2");
    expect(connection?.headers.get("user-agent")).toBe(line.yahoo.userAgent);
    expect(line.stream.status().state).toBe("live");
    await line.stop();
  });

  test("bare base64 of the old address is understood, as text and as bytes", async () => {
    const bytes = new TextEncoder().encode(message({ price: 3, tsMs: noonTsMs + 1 }));
    const script = [sendText(message({ price: 2 })), sendBytes(bytes), mute()];
    const line = await openStream([[expectJson({ subscribe: ["AAPL"] }), ...script]], ["AAPL"]);
    await line.until(() => line.quotes.length === 2);
    expect(line.quotes.map(({ price }) => price)).toEqual([2, 3]);
    await line.stop();
  });

  test("a quote that is older than the one before is left out", async () => {
    const script = [
      pricing({ price: 2 }),
      pricing({ price: 1, tsMs: noonTsMs - 1 }),
      pricing({ price: 3, tsMs: noonTsMs + 1 }),
      mute(),
    ];
    const line = await openStream([[expectJson({ subscribe: ["AAPL"] }), ...script]], ["AAPL"]);
    await line.until(() => line.quotes.length === 2);
    expect(line.quotes.map(({ price }) => price)).toEqual([2, 3]);
    await line.stop();
  });

  test("a change counts from the close before only where its percentage agrees", async () => {
    const close100 = { price: 101, change: 1, changePct: 1 };
    const script = [
      pricing(close100),
      pricing({ ...close100, changePct: 9 }),
      pricing({ ...close100, tsMs: newYorkTsMs(today, 1_000) }),
      mute(),
    ];
    const line = await openStream([[expectJson({ subscribe: ["AAPL"] }), ...script]], ["AAPL"]);
    await line.until(() => line.quotes.length === 3);
    expect(line.quotes.map(({ previousClose }) => previousClose)).toEqual([100, null, null]);
    expect(line.quotes[2]).toMatchObject({ session: "postmarket", regularPrice: null });
    await line.stop();
  });

  test("it is asked again every 15 seconds, so that it does not forget", async () => {
    const again = expectJson({ subscribe: ["AAPL"] });
    const line = await openStream(
      [[again, again, pricing({}), again, pricing({}), mute()]],
      ["AAPL"],
    );
    await line.until(() => line.quotes.length === 2);
    await line.stop();
  });

  test("a change of what is wanted is told at once, in messages of a hundred", async () => {
    const many = Array.from({ length: 120 }, (_, i) => `Q${i}`);
    const script = [
      expectJson({ subscribe: ["AAPL", "MSFT"] }),
      pricing({}),
      expectJson({ unsubscribe: ["AAPL"] }),
      expectJson({ subscribe: many.slice(0, 100) }),
      expectJson({ subscribe: many.slice(100) }),
      pricing({}),
      pricing({ id: "Q119" }),
      mute(),
    ];
    const line = await openStream([script], ["AAPL", "MSFT"]);
    await line.until(() => line.quotes.length === 1);
    line.stream.want(wants("MSFT", ...many));
    await line.until(() => line.quotes.length === 2);
    expect(line.quotes.map(({ symbol }) => symbol)).toEqual(["AAPL", "Q119"]);
    await line.stop();
  });

  test("a line that breaks comes back, with all that is wanted, and tells of the gap", async () => {
    const ask = expectJson({ subscribe: ["AAPL", "MSFT"] });
    const line = await openStream(
      [
        [ask, pricing({}), wait(10), close(1001)],
        [ask, drop()],
        [ask, pricing({}), mute()],
      ],
      ["AAPL", "MSFT"],
    );
    await line.until(() => line.quotes.length === 2);
    expect(line.gaps.length).toBeGreaterThanOrEqual(1);
    for (const [fromTsMs, untilTsMs] of line.gaps) expect(untilTsMs).toBeGreaterThan(fromTsMs);
    expect(line.statuses.map(({ state }) => state)).toContain("waiting");
    await line.stop();
    expect(line.stream.status().state).toBe("stopped");
  });

  test("a mute line in the session is given up and opened anew", async () => {
    const ask = expectJson({ subscribe: ["AAPL"] });
    const line = await openStream(
      [
        [ask, mute()],
        [ask, pricing({}), mute()],
      ],
      ["AAPL"],
      { quietMs: 60_000 },
    );
    await line.until(() => line.quotes.length === 1);
    expect(line.statuses.map(({ state }) => state)).toContain("stale");
    await line.stop();
  });

  test("a frame that cannot be read is passed over, twenty in a row end the line", async () => {
    const ask = expectJson({ subscribe: ["AAPL"] });
    const bad = ["%%%", "CgRB", '{"type":"pricing"', '{"type":"pricing","message":7}', ""];
    const some = bad.map((text) => sendText(text));
    const flood = [...some, ...some, ...some, ...some];
    const line = await openStream(
      [
        [ask, ...flood.slice(1), pricing({ price: 1 }), ...flood],
        [ask, pricing({ price: 2 }), mute()],
      ],
      ["AAPL"],
    );
    await line.until(() => line.quotes.length === 2);
    const texts = line.statuses.map(({ text }) => text).join("\n");
    expect(texts).toContain("cannot be read");
    await line.stop();
  });
});

describeShared("recorded frames of the streamer", () => {
  test("come as quotes of the session by the clock", async () => {
    const text = readFileSync(fixturePath("yahoo-stream", "frames.json"), "utf8");
    const { frames } = JSON.parse(text) as { readonly frames: readonly { readonly b64: string }[] };
    const ask = expectJson({ subscribe: ["AAPL", "TSLA"] });
    const sent = frames.map(({ b64 }) => sendJson({ type: "pricing", message: b64 }));
    const line = await openStream([[ask, ...sent, mute()]], ["AAPL", "TSLA"]);
    // The older ones of AAPL and TSLA come after newer ones; BTC-USD is not wanted.
    await line.until(() => line.quotes.length === 3);
    expect(line.quotes.map(({ symbol, price, session }) => [symbol, price, session])).toEqual([
      ["AAPL", 305.76, "premarket"],
      ["AAPL", 307.2, "regular"],
      ["TSLA", 407.48, "postmarket"],
    ]);
    expect(line.quotes[1]).toMatchObject({ volume: 5_422_202, previousClose: 309.38 });
    await line.stop();
  });
});
