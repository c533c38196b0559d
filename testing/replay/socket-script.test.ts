import { expect, test } from "bun:test";
import { startReplayServer } from "./replay-server.ts";
import {
  close,
  drop,
  expectBytes,
  expectJson,
  expectText,
  gate,
  mute,
  refuse,
  type SocketScript,
  sendBytes,
  sendJson,
  sendText,
  wait,
} from "./socket-script.ts";

/** Plays one connection: sends `first` on opening and gathers what comes until it closes. */
async function play(url: string, first: readonly (string | Uint8Array)[] = []) {
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  const came: unknown[] = [];
  const { promise, resolve } = Promise.withResolvers<number>();
  socket.onopen = () => {
    for (const message of first) socket.send(message);
  };
  socket.onmessage = ({ data }) => {
    came.push(typeof data === "string" ? data : Array.from(new Uint8Array(data)));
  };
  socket.onclose = ({ code }) => resolve(code);
  socket.onerror = () => undefined;
  return { socket, came, code: promise };
}

function serve(...scripts: readonly SocketScript[]) {
  return startReplayServer({ sockets: { "/stream": scripts } });
}

test("a script sends, waits for messages and closes", async () => {
  await using server = await serve([
    sendJson([{ T: "success" }]),
    expectJson({ action: "auth", keys: ["a"] }),
    sendText("in"),
    expectBytes("one byte", (bytes) => bytes.length === 1),
    wait(5),
    sendBytes(Uint8Array.of(1, 2)),
    close(4001, "bye"),
  ]);
  const sent = [JSON.stringify({ action: "auth", keys: ["a"], more: 1 }), Uint8Array.of(9)];
  const { came, code } = await play(`${server.socketUrl}/stream?x=1`, sent);
  expect(await code).toBe(4001);
  expect(came).toEqual(['[{"T":"success"}]', "in", [1, 2]]);
  expect(server.connections[0]?.target).toBe("/stream?x=1");
  expect(server.connections[0]?.line.messages.length).toBe(2);
  server.assertAllUsed();
});

test("connections run their scripts in the order of opening", async () => {
  await using server = await serve([sendText("1"), close(1001)], [sendText("2"), drop()]);
  const first = await play(`${server.socketUrl}/stream`);
  expect(await first.code).toBe(1001);
  const second = await play(`${server.socketUrl}/stream`);
  expect(await second.code).toBe(1006);
  expect([first.came, second.came]).toEqual([["1"], ["2"]]);
});

test("a message that does not fit closes the line and makes stop throw", async () => {
  const server = await serve([expectText(/^hello/), sendText("never")]);
  const { came, code } = await play(`${server.socketUrl}/stream`, ["good bye"]);
  expect(await code).toBe(1011);
  expect(came).toEqual([]);
  await expect(server.stop()).rejects.toThrow(
    'connection 1 to /stream got "good bye" instead of text',
  );
});

test("a message after the script makes stop throw", async () => {
  const server = await serve([expectText("one"), sendText("got it")]);
  const { socket } = await play(`${server.socketUrl}/stream`, ["one"]);
  await new Promise((resolve) => socket.addEventListener("message", resolve));
  socket.send("two");
  await server.connections[0]?.line.received(2);
  await expect(server.stop()).rejects.toThrow('got "two" after its script');
});

test("a mute line takes what comes and says nothing", async () => {
  await using server = await serve([expectText("one"), mute()]);
  const { socket, came } = await play(`${server.socketUrl}/stream`, ["one", "two"]);
  await server.connected(1);
  await server.connections[0]?.line.received(2);
  socket.send("three");
  await server.connections[0]?.line.received(3);
  expect(came).toEqual([]);
});

test("a gate holds a script until it is released", async () => {
  const { step, release } = gate();
  await using server = await serve([sendText("a"), step, sendText("b"), close(1000)]);
  const { socket, came, code } = await play(`${server.socketUrl}/stream`);
  await new Promise((resolve) => socket.addEventListener("message", resolve));
  expect(came).toEqual(["a"]);
  release();
  await code;
  expect(came).toEqual(["a", "b"]);
});

test("a refused handshake opens no line", async () => {
  await using server = await serve([refuse(406, "connection limit")]);
  const { code, came } = await play(`${server.socketUrl}/stream`);
  expect(await code).not.toBe(1000);
  expect(came).toEqual([]);
});

test("a connection without a script makes stop throw", async () => {
  const server = await serve([close(1000)]);
  for (let turn = 0; turn < 2; turn++) {
    const { code } = await play(`${server.socketUrl}/stream`);
    await code;
  }
  await expect(server.stop()).rejects.toThrow("connection 2 to /stream has no script");
});

test("a script that still waits for a message is not used up", async () => {
  await using server = await serve([sendText("a"), expectJson({ a: 1 })]);
  const { socket } = await play(`${server.socketUrl}/stream`);
  await new Promise((resolve) => socket.addEventListener("message", resolve));
  expect(() => server.assertAllUsed()).toThrow('never got JSON like {"a":1}');
});
