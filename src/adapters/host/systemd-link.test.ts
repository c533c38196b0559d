import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemdLink } from "./systemd-link.ts";

/** Reads datagrams from a unix socket as systemd does, and prints each as one line. */
const receiver = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("bound", flush=True)
while True:
    print(s.recv(4096).decode().replace("\\n", "|"), flush=True)
`;
const python = Bun.which("python3");
const notify = Bun.which("systemd-notify");
const canTest = python !== null && notify !== null;
if (!canTest) console.log("SKIPPED systemd-link: needs python3 and systemd-notify");

let folder = "";
const running: ChildProcess[] = [];
const keep = process.env["NOTIFY_SOCKET"];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-notify-"));
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  if (keep === undefined) delete process.env["NOTIFY_SOCKET"];
  else process.env["NOTIFY_SOCKET"] = keep;
  rmSync(folder, { recursive: true, force: true });
});

async function listen() {
  const path = join(folder, "notify.sock");
  const child = spawn(String(python), ["-c", receiver, path], { stdio: ["ignore", "pipe", 2] });
  running.push(child);
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  const seen = async (pattern: RegExp) => {
    const deadlineMs = performance.now() + 10_000;
    while (!pattern.test(text)) {
      if (performance.now() > deadlineMs) throw new Error(`no ${pattern} in:\n${text}`);
      await Bun.sleep(10);
    }
  };
  await seen(/bound/);
  // The program that sends finds the socket in the environment, as a unit's process does.
  process.env["NOTIFY_SOCKET"] = path;
  return { path, seen, text: () => text };
}

describe.skipIf(!canTest)("on a real datagram socket", () => {
  test("systemd learns of the start, of life and of the end, with a status", async () => {
    const { path, seen } = await listen();
    const errors: string[] = [];
    const onError = (text: string) => void errors.push(text);
    const link = systemdLink({ NOTIFY_SOCKET: path }, { pid: process.pid, onError });
    link?.ready("serves on port 8000");
    await seen(/READY=1\|STATUS=serves on port 8000/);
    link?.alive("busy; $(rm -rf) \"'");
    await seen(/WATCHDOG=1\|STATUS=busy; \$\(rm -rf\) "'/);
    link?.stopping("asked to\nstop");
    await seen(/STOPPING=1\|STATUS=asked to stop/);
    expect(errors).toEqual([]);
  }, 20_000);

  test("what comes while a message is under way goes together, the newest text last", async () => {
    const { path, seen, text } = await listen();
    const options = { pid: process.pid, onError: () => undefined };
    const link = systemdLink({ NOTIFY_SOCKET: path }, options);
    link?.alive("first");
    for (let beat = 0; beat < 50; beat++) link?.alive(`beat ${beat}`);
    link?.ready("ready");
    await seen(/READY=1/);
    expect(text()).toMatch(/WATCHDOG=1\|STATUS=ready/);
    expect(text()).not.toContain("beat 10");
    expect(text().match(/STATUS=/g)).toHaveLength(2);
  }, 20_000);

  test("nobody on the socket is told once, and holds nothing up", async () => {
    const path = join(folder, "nobody.sock");
    process.env["NOTIFY_SOCKET"] = path;
    const errors: string[] = [];
    const onError = (text: string) => void errors.push(text);
    const link = systemdLink({ NOTIFY_SOCKET: path }, { pid: process.pid, onError });
    const startedMs = performance.now();
    link?.alive("a");
    link?.alive("b");
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    await Bun.sleep(500);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toStartWith("systemd-notify ");
  }, 20_000);
});

describe("the watchdog of systemd", () => {
  const spanOf = (environment: Record<string, string>) =>
    systemdLink({ NOTIFY_SOCKET: "/x", ...environment }, { pid: 7, onError: () => undefined })
      ?.watchdogMs;

  test("is in ms, and only where it is meant for this process", () => {
    expect(spanOf({ WATCHDOG_USEC: "20000000" })).toBe(20_000);
    expect(spanOf({ WATCHDOG_USEC: "20000000", WATCHDOG_PID: "7" })).toBe(20_000);
    expect(spanOf({ WATCHDOG_USEC: "20000000", WATCHDOG_PID: "8" })).toBeNull();
    expect(spanOf({})).toBeNull();
    expect(spanOf({ WATCHDOG_USEC: "soon" })).toBeNull();
  });

  test("is nobody's without a notification socket", () => {
    expect(systemdLink({}, { pid: 7, onError: () => undefined })).toBeNull();
  });
});
