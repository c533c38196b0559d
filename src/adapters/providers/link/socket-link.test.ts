import { expect, test } from "bun:test";
import { startReplayServer } from "../../../../testing/replay/replay-server.ts";
import {
  close,
  drop,
  expectText,
  gate,
  mute,
  refuse,
  type SocketScript,
  sendText,
} from "../../../../testing/replay/socket-script.ts";
import { vendorLink } from "../../../../testing/vendor-link.ts";
import { Failure } from "../../../base/failure.ts";
import type { SocketProtocol, SocketTimes } from "../vendor-socket.ts";

const times: SocketTimes = {
  ...{ quietMs: 20_000, loginMs: 10_000, steadyMs: 60_000 },
  pauseMs: { first: 1_000, max: 8_000 },
};

interface Given {
  readonly times?: Partial<SocketTimes>;
  readonly protocol?: Partial<SocketProtocol>;
  readonly expectsFrames?: () => boolean;
  readonly speed?: number;
}

/** A line whose protocol says "login" and is live at the first "hello"; frames are noted. */
async function startLine(scripts: readonly SocketScript[], given: Given = {}) {
  const server = await startReplayServer({ sockets: { "/line": scripts } });
  const link = vendorLink({ baseUrl: server.url, speed: given.speed ?? 100 });
  const frames: (string | Uint8Array)[] = [];
  const states: string[] = [];
  const texts: string[] = [];
  const waitsMs: number[] = [];
  const gaps: (readonly [number, number])[] = [];
  const socket = link.openSocket({
    protocol: {
      address: async () => ({ url: `${server.socketUrl}/line`, headers: { "x-token": "abc" } }),
      onOpen: (line) => line.send("login"),
      onFrame: (line, data) => {
        if (data === "hello") line.live();
        else frames.push(typeof data === "string" ? data : data.slice());
      },
      ...given.protocol,
    },
    times: { ...times, ...given.times },
    expectsFrames: given.expectsFrames ?? (() => true),
    onStatus: ({ state, text, untilTsMs }) => {
      states.push(state);
      texts.push(text);
      if (state === "waiting") waitsMs.push((untilTsMs as number) - link.clock.nowMs());
    },
    onGap: (fromTsMs, untilTsMs) => void gaps.push([fromTsMs, untilTsMs]),
  });
  const reached = async (state: string, count = 1) => {
    while (states.filter((one) => one === state).length < count) await Bun.sleep(1);
  };
  return {
    ...{ server, link, socket, frames, states, texts, waitsMs, gaps, reached },
    async [Symbol.asyncDispose]() {
      await socket.stop();
      await server.stop();
    },
  };
}

const login = [expectText("login"), sendText("hello")];

test("a line logs in, is live, and takes frames in their order", async () => {
  const bytes = { kind: "send", data: new Uint8Array([1, 2, 255]) } as const;
  await using line = await startLine([[...login, sendText("a"), bytes, sendText("b")]]);
  expect(line.socket.status().state).toBe("stopped");
  expect(line.socket.line()).toBeNull();
  line.socket.start();
  while (line.frames.length < 3) await Bun.sleep(1);
  expect(line.frames).toEqual(["a", new Uint8Array([1, 2, 255]), "b"]);
  expect(line.states).toEqual(["connecting", "live"]);
  expect(line.server.connections[0]?.headers.get("x-token")).toBe("abc");
});

test("a live line can be sent on, text and bytes", async () => {
  await using line = await startLine([[...login, expectText("more"), mute()]]);
  line.socket.start();
  await line.reached("live");
  line.socket.line()?.send("more");
  line.socket.line()?.send(new Uint8Array([7]));
  await line.server.connections[0]?.line.received(3);
  expect(line.server.connections[0]?.line.messages[2]).toEqual(new Uint8Array([7]));
});

test("a line that breaks comes back and tells the gap from its last frame on", async () => {
  const scripts = [[...login, sendText("a"), drop()], [...login]];
  await using line = await startLine(scripts);
  line.socket.start();
  await line.reached("live", 2);
  expect(line.states).toEqual(["connecting", "live", "waiting", "connecting", "live"]);
  expect(line.gaps).toHaveLength(1);
  const [[fromTsMs, untilTsMs]] = line.gaps as [[number, number]];
  // The pause lies between the last frame and the moment at which it is live again.
  expect(untilTsMs - fromTsMs).toBeGreaterThanOrEqual(1_000);
  expect(untilTsMs).toBeLessThanOrEqual(line.link.clock.nowMs());
});

test("losses before the line is live again make one gap", async () => {
  const scripts = [[...login, drop()], [close(1001)], [close(1001)], login];
  await using line = await startLine(scripts);
  line.socket.start();
  await line.reached("live", 2);
  expect(line.gaps).toHaveLength(1);
});

test("a server that closes at once is tried at growing pauses, never below a second", async () => {
  const scripts = Array.from({ length: 6 }, () => [close(1013, "busy")]);
  await using line = await startLine(scripts, { times: { pauseMs: { first: 1, max: 8_000 } } });
  line.socket.start();
  await line.reached("waiting", 5);
  for (const waitMs of line.waitsMs) expect(waitMs).toBeGreaterThan(900);
  expect(line.texts.find((text) => text !== "")).toMatch(
    /^the line was closed \(1013, "busy"\); tried again at \d\d:\d\d:\d\d UTC$/,
  );
});

test("pauses double with jitter up to the longest", async () => {
  const scripts = Array.from({ length: 7 }, () => [close(1000)]);
  await using line = await startLine(scripts, { times: { pauseMs: { first: 2_000, max: 9_000 } } });
  line.socket.start();
  await line.reached("waiting", 5);
  for (const [at, boundMs] of [2_000, 4_000, 8_000, 9_000, 9_000].entries()) {
    expect(line.waitsMs[at]).toBeGreaterThan(boundMs / 2 - 300);
    expect(line.waitsMs[at]).toBeLessThanOrEqual(boundMs);
  }
});

test("after a steady time the pauses begin anew", async () => {
  const hold = gate();
  const failing = Array.from({ length: 3 }, () => [close(1000)]);
  const scripts = [...failing, [...login, hold.step, close(1000)], [close(1000)]];
  const steadyMs = 5_000;
  await using line = await startLine(scripts, { times: { steadyMs } });
  line.socket.start();
  await line.reached("live");
  await line.link.clock.sleep(steadyMs + 500);
  hold.release();
  await line.reached("waiting", 4);
  expect(line.waitsMs[2]).toBeGreaterThan(1_700);
  expect(line.waitsMs[3]).toBeLessThanOrEqual(1_000);
});

test("a mute line is stale and is tried again", async () => {
  await using line = await startLine([[...login, mute()], login]);
  line.socket.start();
  await line.reached("live", 2);
  expect(line.states.slice(0, 4)).toEqual(["connecting", "live", "stale", "waiting"]);
  expect(line.texts[2]).toBe("nothing came for 20 s");
  const [[fromTsMs, untilTsMs]] = line.gaps as [[number, number]];
  expect(untilTsMs - fromTsMs).toBeGreaterThan(20_000);
});

test("silence is no trouble while nothing should come, and counts from then on", async () => {
  let isOpen = false;
  await using line = await startLine([[...login, mute()], login], { expectsFrames: () => isOpen });
  line.socket.start();
  await line.reached("live");
  await line.link.clock.sleep(60_000);
  expect(line.states).toEqual(["connecting", "live"]);
  isOpen = true;
  const openTsMs = line.link.clock.nowMs();
  await line.reached("stale");
  // The last look before it opened lies at most a quarter of the time back.
  expect(line.link.clock.nowMs() - openTsMs).toBeGreaterThan(14_000);
});

test("a login that does not end is given up and tried again", async () => {
  await using line = await startLine([[expectText("login"), mute()], login]);
  line.socket.start();
  await line.reached("live");
  expect(line.texts[1]).toContain("not logged in within 10 s; tried again at");
  expect(line.gaps).toEqual([]);
});

test.each([401, 403])("an upgrade that is refused with %d waits for the user", async (status) => {
  await using line = await startLine([[refuse(status)]]);
  line.socket.start();
  await line.reached("stopped");
  expect(line.socket.status()).toEqual({
    ...{ state: "stopped", untilTsMs: null },
    text: `the vendor refused the login of the line (${status}); log in again`,
  });
});

test("an upgrade that is refused with 429 waits for a minute", async () => {
  await using line = await startLine([[refuse(429)], login]);
  line.socket.start();
  await line.reached("live");
  expect(line.waitsMs[0]).toBeGreaterThan(55_000);
});

test("an upgrade that is refused with 503 is tried again", async () => {
  await using line = await startLine([[refuse(503)], login]);
  line.socket.start();
  await line.reached("live");
  expect(line.texts[1]).toContain("the vendor refused the line (503)");
});

test("a protocol may ask for a pause, or end the line for good", async () => {
  const scripts = [[sendText("limit")], [sendText("logout")]];
  const protocol: Partial<SocketProtocol> = {
    onOpen: () => {},
    onFrame: (line, data) => {
      if (data === "limit") line.retry("connection limit", 30_000);
      else line.stop("log in with `l2t login schwab`");
    },
  };
  await using line = await startLine(scripts, { protocol });
  line.socket.start();
  await line.reached("stopped");
  expect(line.waitsMs[0]).toBeGreaterThan(29_000);
  expect(line.texts.at(-1)).toBe("log in with `l2t login schwab`");
});

test.each([
  ["provider.unauthorized", "stopped"],
  ["provider.bad-payload", "waiting"],
] as const)("a frame that fails with %s leaves the line %s", async (code, state) => {
  const protocol: Partial<SocketProtocol> = {
    onOpen: () => {},
    onFrame: () => {
      throw new Failure(code, "what came is not good");
    },
  };
  await using line = await startLine([[sendText("x")], [mute()]], { protocol });
  line.socket.start();
  await line.reached(state);
  expect(line.texts.at(-1)).toContain("what came is not good");
});

test("an address that fails is asked for again, or not, by the failure's policy", async () => {
  const failures = [
    new Failure("provider.unavailable", "no session"),
    new Failure("provider.unauthorized", "log in"),
  ];
  const protocol = { address: () => Promise.reject(failures.shift()) };
  await using line = await startLine([], { protocol });
  line.socket.start();
  await line.reached("stopped");
  expect(line.states).toEqual(["connecting", "waiting", "connecting", "stopped"]);
  expect(line.texts.at(-1)).toBe("log in");
});

test("an address of a vendor that is none is told, without showing it", async () => {
  const protocol = { address: async () => ({ url: "not an address?token=abc" }) };
  await using line = await startLine([], { protocol });
  line.socket.start();
  await line.reached("waiting");
  expect(line.texts.at(-1)).toContain("what should be the line's address is none");
});

test("nobody there is tried again, without the address in the text", async () => {
  const protocol = { address: async () => ({ url: "ws://127.0.0.1:1/?token=abc" }) };
  await using line = await startLine([], { protocol });
  line.socket.start();
  await line.reached("waiting");
  expect(line.texts.at(-1)).toMatch(/^no connection; tried again at/);
});

test("the protocol's beat comes while the line is live", async () => {
  let beats = 0;
  const protocol: Partial<SocketProtocol> = {
    onBeat: (line) => {
      beats += 1;
      line.send("beat");
    },
  };
  await using line = await startLine(
    [
      [...login, mute()],
      [...login, mute()],
    ],
    {
      ...{ protocol, times: { beatMs: 3_000 } },
    },
  );
  line.socket.start();
  await line.server.connected(1);
  await line.server.connections[0]?.line.received(4);
  expect(beats).toBeGreaterThanOrEqual(3);
  await line.socket.stop();
  const beatsAtStop = beats;
  await line.link.clock.sleep(10_000);
  expect(beats).toBe(beatsAtStop);
});
