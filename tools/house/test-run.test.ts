import { expect, test } from "bun:test";
import { withTreeAsync } from "./made-up-tree.ts";
import { runTests } from "./test-run.ts";

const pass = 'import { test } from "bun:test"; test("passes", () => {});\n';
const fail = 'import { test } from "bun:test"; test("fails", () => { throw new Error("no"); });\n';
const skip = 'test.skip("is skipped", () => {});\n';

function endOf(files: Record<string, string>, args: string[] = []) {
  return withTreeAsync(files, (tree) => runTests({ cwd: tree.root, args, stdio: "ignore" }));
}

test("a good run ends with its count and 0", async () => {
  const end = await endOf({ "a.test.ts": pass, "b.test.ts": pass });
  expect(end).toEqual({ closingLine: "2 passed, 0 failed", note: "", exitCode: 0 });
});

test("skipped tests are counted apart", async () => {
  const end = await endOf({ "a.test.ts": pass + skip });
  expect(end.closingLine).toBe("1 passed, 0 failed, 1 skipped");
  expect(end.exitCode).toBe(0);
});

test("a failed test makes the run fail", async () => {
  const end = await endOf({ "a.test.ts": pass, "b.test.ts": fail });
  expect(end).toEqual({ closingLine: "1 passed, 1 failed", note: "", exitCode: 1 });
});

test("arguments narrow the run", async () => {
  const end = await endOf({ "a.test.ts": pass, "b.test.ts": fail }, ["a.test.ts"]);
  expect(end.closingLine).toBe("1 passed, 0 failed");
});

test("a file that does not load makes the run fail", async () => {
  const end = await endOf({ "a.test.ts": pass, "b.test.ts": 'throw new Error("top");' });
  expect(end.closingLine).toBe("1 passed, 1 failed");
  expect(end.note).toContain("outside of a test");
  expect(end.exitCode).toBe(1);
});

test.each([
  ["an exit with 0", "process.exit(0)"],
  ["a kill", 'process.kill(process.pid, "SIGKILL")'],
])("%s in a test never looks like success", async (_, statement) => {
  const text = `${pass}test("ends the process", () => { ${statement}; });`;
  const end = await endOf({ "a.test.ts": pass, "b.test.ts": text });
  expect(end.closingLine).toBe("0 passed, 1 failed");
  expect(end.note).toContain("broke off");
  expect(end.exitCode).toBe(1);
});

test("a run without any test fails", async () => {
  const end = await endOf({ "readme.md": "# None" });
  expect(end.exitCode).toBe(1);
});
