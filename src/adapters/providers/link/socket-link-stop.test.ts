import { expect, test } from "bun:test";
import { createServer, type Socket } from "node:net";
import { FakeClock } from "../../../../testing/fakes/fake-clock.ts";
import { startReplayServer } from "../../../../testing/replay/replay-server.ts";
import { expectText, mute, sendText } from "../../../../testing/replay/socket-script.ts";
import { speedyClock } from "../../../../testing/vendor-link.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { SocketProtocol } from "../vendor-socket.ts";
import { openVendorSocket } from "./socket-link.ts";

const login = [expectText("login"), sendText("hello")];
const times = {
  ...{ quietMs: 20_000, loginMs: 10_000, steadyMs: 60_000, beatMs: 5_000 },
  pauseMs: { first: 1_000, max: 8_000 },
};

function openLine(url: string, clock: Clock, calls: string[]) {
  const protocol: SocketProtocol = {
    address: async () => ({ url }),
    onOpen: (line) => line.send("login"),
    onFrame: (line, data) => (data === "hello" ? line.live() : calls.push(String(data))),
    onBeat: () => void calls.push("beat"),
  };
  return openVendorSocket(
    { provider: "test", clock, random: () => 0.5 },
    {
      ...{ protocol, times, expectsFrames: () => true },
      onStatus: ({ state }) => void calls.push(state),
      onGap: () => void calls.push("gap"),
    },
  );
}

test("a line that is stopped is closed, says nothing more and leaves no timer", async () => {
  const clock = new FakeClock();
  await using server = await startReplayServer({ sockets: { "/line": [login] } });
  const calls: string[] = [];
  const line = openLine(`${server.socketUrl}/line`, clock, calls);
  line.start();
  while (line.status().state !== "live") await Bun.sleep(1);
  expect(clock.sleeperCount).toBe(2);
  await line.stop();
  expect(line.status()).toEqual({ state: "stopped", text: "stopped", untilTsMs: null });
  expect(line.line()).toBeNull();
  expect(clock.sleeperCount).toBe(0);
  await clock.advance(600_000);
  expect(calls).toEqual(["connecting", "live"]);
});

test("stopping while it waits, while it opens and before it started ends at once", async () => {
  const clock = new FakeClock();
  const never = openLine("ws://127.0.0.1:1/", clock, []);
  await never.stop();
  const waiting = openLine("ws://127.0.0.1:1/", clock, []);
  waiting.start();
  while (waiting.status().state !== "waiting") await Bun.sleep(1);
  await waiting.stop();
  const opening = openLine("ws://127.0.0.1:1/", clock, []);
  opening.start();
  await opening.stop();
  expect(clock.sleeperCount).toBe(0);
});

test("a vendor that takes the connection and says nothing holds nobody up", async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket.on("error", () => {})));
  await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
  const { port } = silent.address() as { port: number };
  const calls: string[] = [];
  const line = openLine(`ws://127.0.0.1:${port}/`, speedyClock(0, 100), calls);
  line.start();
  while (!calls.includes("waiting")) await Bun.sleep(1);
  expect(line.status().text).toContain("not logged in within 10 s");
  while (sockets.length < 2) await Bun.sleep(1);
  await line.stop();
  for (const socket of sockets) socket.destroy();
  await new Promise((done) => silent.close(done));
});

test("starting and stopping many lines leaves nothing behind", async () => {
  const clock = new FakeClock();
  const rounds = 100;
  const scripts = Array.from({ length: rounds }, () => [...login, mute()]);
  await using server = await startReplayServer({ sockets: { "/line": scripts } });
  for (let round = 0; round < rounds; round++) {
    const line = openLine(`${server.socketUrl}/line`, clock, []);
    line.start();
    while (line.status().state !== "live") await Bun.sleep(0);
    await line.stop();
    expect(clock.sleeperCount).toBe(0);
  }
  expect(server.connections).toHaveLength(rounds);
});
