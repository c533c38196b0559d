import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runL2t, runShell, startL2t } from "../../../../testing/run-l2t.ts";
import { lockFolder } from "../../../adapters/host/instance-lock.ts";
import { lockNameOf } from "../../../adapters/host/lock-holder.ts";

const checkScript = resolve(import.meta.dir, "../../../../deploy/check_memory.sh");

let cwd: string;
let lock: { release(): void };
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "l2t-memory-"));
  // This test takes the part of a running program.
  lock = lockFolder(join(cwd, "data"), lockNameOf("l2t"));
});
afterAll(() => {
  lock.release();
  rmSync(cwd, { recursive: true, force: true });
});

describe.skipIf(!existsSync("/proc/self/stat"))("l2t memory", () => {
  test("finds the process that holds the lock of the data folder", () => {
    const { status, stdout, stderr } = runL2t(["memory", "--json"], { cwd });
    expect([status, stderr]).toEqual([0, ""]);
    const { services, largest } = JSON.parse(stdout);
    const [own] = services;
    expect(own).toMatchObject({ service: "l2t", running: true, pid: process.pid, metric: "rss" });
    expect(own.used_bytes).toBeGreaterThan(10 * 2 ** 20);
    expect(own.pss_bytes).toBeLessThanOrEqual(own.rss_bytes);
    expect(largest).toHaveLength(5);
  });

  test("prints a document a line while it watches, and ends in order", async () => {
    const line = ["memory", "--watch", "--every", "1", "--json"];
    const watching = startL2t(line, { cwd });
    await watching.printed(/\n\{.*\n/);
    watching.child.kill("SIGINT");
    expect(await watching.ended()).toBe(0);
    const documents = watching
      .output()
      .trim()
      .split("\n")
      .map((text) => JSON.parse(text));
    expect(documents.length).toBeGreaterThanOrEqual(2);
    expect(documents[1].services[0].pid).toBe(process.pid);
  });

  test("is what check_memory.sh calls, with the arguments given", () => {
    const called = runShell(`"${checkScript}" --hours 1`, { cwd });
    expect([called.status, called.stderr]).toEqual([0, ""]);
    expect(called.stdout).toMatch(/^l2t +[\d.]+ MB +160 MB +192 MB/m);
    const missing = runShell(`cp "${checkScript}" . && PATH=/bin ./check_memory.sh`, { cwd });
    expect(missing.status).toBe(127);
    expect(missing.stderr).toContain("L2T=");
  });
});
