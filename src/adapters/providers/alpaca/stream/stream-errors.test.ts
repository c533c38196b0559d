import { describe, expect, test } from "bun:test";
import { barMessage, confirmed, listen, streamTsMs } from "../../../../../testing/alpaca/listen.ts";
import { errorStep, loginSteps } from "../../../../../testing/alpaca/stream-scripts.ts";
import {
  close,
  expectJson,
  mute,
  sendJson,
  sendText,
} from "../../../../../testing/replay/socket-script.ts";

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
    expect(line.stream.status().untilTsMs).toBe(streamTsMs + 20_000);
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
          [
            ...loginSteps(),
            expectJson({ bars: ["*"] }),
            confirmed({}),
            sendJson([barMessage("AAA", 1)]),
          ],
        ],
      },
    );
    await line.state("live");
    await line.clock.advance(90_000);
    await line.state("waiting");
    expect(line.sink.statuses.map(({ state }) => state)).toContain("stale");
    await line.clock.advance(1_000);
    await line.sink.until(({ bars }) => bars.length === 1);
    expect(line.sink.gaps).toEqual([[streamTsMs, streamTsMs + 91_000]]);
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
