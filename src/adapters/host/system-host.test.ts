import { expect, test } from "bun:test";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { holderText } from "./lock-holder.ts";
import { systemHost } from "./system-host.ts";

test("the machine has a runtime, processors and memory", () => {
  const facts = systemHost.machine();
  expect(facts.runtime).toMatch(/^Bun \d/);
  expect(facts.cpuCount).toBeGreaterThan(0);
  expect(facts.memoryBytes).toBeGreaterThan(facts.usedBytes);
  expect(facts.memoryLimitBytes ?? 1).toBeGreaterThan(0);
});

test("a folder that does not exist is judged by the one it would be made in", () => {
  const folder = mkdtempSync(join(tmpdir(), "l2t-host-"));
  expect(systemHost.folder(folder)).toMatchObject({ exists: true, isWritable: true });
  const missing = systemHost.folder(join(folder, "a/b/c"));
  expect(missing).toMatchObject({ exists: false, isWritable: true });
  expect(missing.freeBytes).toBeGreaterThan(0);
  rmSync(folder, { recursive: true });
});

test("a folder tells whether everybody may write there", () => {
  const folder = mkdtempSync(join(tmpdir(), "l2t-host-"));
  expect(systemHost.folder(folder)).toMatchObject({ isWritableByAll: false, isForeign: false });
  chmodSync(folder, 0o777);
  expect(systemHost.folder(folder).isWritableByAll).toBe(true);
  rmSync(folder, { recursive: true });
});

test("a port is free until someone listens there", async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  const address = { host: "127.0.0.1", port };
  expect(await systemHost.canListen(address)).toBe(false);
  if (existsSync("/proc/net/tcp")) expect(systemHost.listener(port)?.pid).toBe(process.pid);
  await new Promise((done) => server.close(done));
  expect(await systemHost.canListen(address)).toBe(true);
  expect(systemHost.listener(port)).toBeNull();
});

test("a lock is held by who lives, and left behind by who is gone", () => {
  const folder = mkdtempSync(join(tmpdir(), "l2t-host-"));
  writeFileSync(join(folder, "api-server.lock"), holderText(process.pid));
  writeFileSync(join(folder, "vpb-scanner.lock"), "4194303 1\n");
  writeFileSync(join(folder, "macd-scanner.lock"), "?");
  expect(systemHost.locks(folder)).toEqual([
    { service: "api-server", pid: process.pid, isHeld: true },
    { service: "vpb-scanner", pid: 4194303, isHeld: false },
    { service: "macd-scanner", pid: undefined, isHeld: false },
  ]);
  rmSync(folder, { recursive: true });
});
