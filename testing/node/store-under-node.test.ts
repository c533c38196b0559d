import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findNode, nodeMissing } from "./find-node.ts";

setDefaultTimeout(300_000);

const node = findNode();
if (node === null) console.warn(nodeMissing);
const testUnderNode = test.skipIf(node === null);

const register = new URL("./register.ts", import.meta.url).href;
const checksumScript = fileURLToPath(new URL("./store-checksum.ts", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-node-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function runNode(...rest: readonly string[]): string {
  const command = ["--no-warnings", "--import", register, ...rest];
  const ended = spawnSync(String(node), command, { cwd: root, encoding: "utf8" });
  expect(ended.status, `${ended.stdout}\n${ended.stderr}`).toBe(0);
  return ended.stdout;
}

function runBun(...rest: readonly string[]): string {
  const ended = spawnSync(process.execPath, rest, { cwd: root, encoding: "utf8" });
  expect(ended.stderr).toBe("");
  return ended.stdout;
}

testUnderNode("the store's contract holds under Node", () => {
  const told = runNode("--test-reporter=tap", "src/adapters/stores/sqlite/store.test.ts");
  expect(told).toMatch(/^# fail 0$/m);
  expect(Number(/^# pass (\d+)$/m.exec(told)?.[1])).toBeGreaterThan(70);
});

testUnderNode("what Bun stored, Node reads, and the other way round", () => {
  const byBun = join(folder, "bun", "market_cache.db");
  const byNode = join(folder, "node", "market_cache.db");
  const checksum = runBun(checksumScript, byBun, "fill");
  expect(checksum).toMatch(/^[0-9a-f]{64}\n$/);
  expect(runNode(checksumScript, byBun)).toBe(checksum);
  expect(runNode(checksumScript, byNode, "fill")).toBe(checksum);
  expect(runBun(checksumScript, byNode)).toBe(checksum);
});
