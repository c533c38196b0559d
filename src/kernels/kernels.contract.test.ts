import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Not kernels themselves: the window that they share, and a short cut that has its own test. */
const helpers = new Set(["sliding-window.ts", "macd-tail.ts"]);

test("every kernel goes through the kernel contract and states its shape", () => {
  const names = readdirSync(import.meta.dir).filter((name) => /^[a-z-]+\.ts$/.test(name));
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) {
    const tests = readFileSync(join(import.meta.dir, name.replace(".ts", ".test.ts")), "utf8");
    if (helpers.has(name)) continue;
    expect(tests, `${name} runs the contract in its test`).toContain("kernelContract({");
    const source = readFileSync(join(import.meta.dir, name), "utf8");
    for (const row of ["in", "out", "flat", "gaps", "cost", "src"]) {
      expect(source, `${name} has a doc row "${row}"`).toMatch(
        new RegExp(`^ \\* ${row} +\\S`, "m"),
      );
    }
  }
});
