import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

test("a port is free until someone listens there", async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  const address = { host: "127.0.0.1", port };
  expect(await systemHost.canListen(address)).toBe(false);
  await new Promise((done) => server.close(done));
  expect(await systemHost.canListen(address)).toBe(true);
});
