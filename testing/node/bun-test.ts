/** bun:test for Node: its words over those of node:test. See register.ts. */
import { test as nodeTest } from "node:test";

export { after as afterAll, afterEach, before as beforeAll, beforeEach, describe } from "node:test";
export { expect } from "./expect.ts";

let timeoutMs = 60_000;

export function setDefaultTimeout(ms: number): void {
  timeoutMs = ms;
}

export function test(name: string, work: () => unknown, ownTimeoutMs?: number): void {
  void nodeTest(name, { timeout: ownTimeoutMs ?? timeoutMs }, async () => {
    await work();
  });
}
