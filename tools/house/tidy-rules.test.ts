import { describe, expect, test } from "bun:test";
import { checkCycles } from "./cycles.ts";
import type { House, Violation } from "./files.ts";
import { withTree } from "./made-up-tree.ts";
import {
  checkChangelog,
  checkFileLength,
  checkHeadings,
  checkLeftovers,
  checkLicences,
  checkLineWidth,
  checkLockHosts,
  checkMachinePaths,
  checkRegistrations,
} from "./tidy-rules.ts";

type Rule = (tree: House) => Violation[];

/** Where the rule is broken, as "file:line". */
function places(rule: Rule, files: Record<string, string>): string[] {
  return withTree(files, (tree) => rule(tree).map(({ file, line }) => `${file}:${line}`));
}

test("a cycle is found over any number of files, types counted", () => {
  const files = {
    "src/a.ts": 'import type { B } from "./b.ts"; export type A = B;',
    "src/b.ts": 'export type { C as B } from "./c.ts";',
    "src/c.ts": 'import { a } from "./a.ts"; export type C = typeof a;',
    "src/d.ts": 'import "./a.ts";',
  };
  expect(places(checkCycles, files)).toEqual(["src/a.ts:1"]);
  expect(places(checkCycles, { ...files, "src/c.ts": "export type C = 1;" })).toEqual([]);
});

test("a file may have 300 lines and no more", () => {
  expect(places(checkFileLength, { "src/a.ts": "x;\n".repeat(300) })).toEqual([]);
  expect(places(checkFileLength, { "src/a.ts": "x;\n".repeat(301) })).toEqual(["src/a.ts:301"]);
  expect(places(checkFileLength, { "docs/a.md": "x\n".repeat(301) })).toEqual([]);
});

test("a line may have 100 columns, counted as characters", () => {
  const line = (count: number) => `const a = "${"é".repeat(count - 13)}";`;
  expect(places(checkLineWidth, { "src/a.ts": line(100) })).toEqual([]);
  expect(places(checkLineWidth, { "src/a.ts": `\n${line(101)}` })).toEqual(["src/a.ts:2"]);
  expect(places(checkLineWidth, { "bin/run": line(101) })).toEqual(["bin/run:1"]);
  expect(places(checkLineWidth, { "docs/a.md": line(101) })).toEqual([]);
});

test("work that is left over is found in code and pages", () => {
  const word = "TO" + "DO";
  const files = { "src/a.ts": `\n// ${word}: later`, "docs/a.md": `${word} explain` };
  expect(places(checkLeftovers, files)).toEqual(["docs/a.md:1", "src/a.ts:2"]);
  expect(places(checkLeftovers, { "src/a.ts": `const ${word}S = 1;` })).toEqual([]);
});

describe("a path of a machine", () => {
  const home = "/ho" + "me/ann/x";
  const folder = "/wo" + "rk/main";
  test("is found in any text file but the pages for servers", () => {
    const files = {
      "src/a.ts": `"${home}"`,
      "docs/a.md": `cd ${folder}`,
      "docs/operate/b.md": home,
    };
    expect(places(checkMachinePaths, files)).toEqual(["docs/a.md:1", "src/a.ts:1"]);
  });
  test("is not seen in relative paths and addresses", () => {
    const text = `cd ..${home} && open https://example.org${folder} ./src${home}`;
    expect(places(checkMachinePaths, { "docs/a.md": text })).toEqual([]);
  });
});

test("a page has exactly one title, and comments in code samples are none", () => {
  expect(places(checkHeadings, { "README.md": "# A\n\n```sh\n# not a title\n```\n" })).toEqual([]);
  expect(places(checkHeadings, { "README.md": "# A\n\n# B\n" })).toEqual(["README.md:1"]);
  expect(places(checkHeadings, { "docs/a.md": "## A\n" })).toEqual(["docs/a.md:1"]);
});

test("the changelog has a heading for the version of package.json", () => {
  const files = { "package.json": '{ "version": "0.1.0" }' };
  expect(places(checkChangelog, files)).toEqual(["CHANGELOG.md:1"]);
  expect(places(checkChangelog, { ...files, "CHANGELOG.md": "# C\n## 0.1.0\n" })).toEqual([]);
  expect(places(checkChangelog, { ...files, "CHANGELOG.md": "## 0.1.00\n" })).toHaveLength(1);
  expect(places(checkChangelog, { ...files, "CHANGELOG.md": "## 0a1.0\n" })).toHaveLength(1);
});

function lockOf(packages: Record<string, object>): Record<string, string> {
  return { "package-lock.json": JSON.stringify({ packages: { "": {}, ...packages } }, null, 2) };
}

test("only licences on the list may ship", () => {
  const broken = (license: string, dev = false) =>
    places(checkLicences, lockOf({ "node_modules/a": { license, dev } })).length;
  expect(["MIT", "(GPL-3.0 OR ISC)", "MIT AND ISC"].map((text) => broken(text))).toEqual([0, 0, 0]);
  expect(["GPL-3.0", "MIT AND GPL-3.0"].map((text) => broken(text))).toEqual([1, 1]);
  expect(places(checkLicences, lockOf({ "node_modules/a": {} }))).toHaveLength(1);
  expect(broken("GPL-3.0", true)).toBe(0);
});

test("the lock file may not name a host", () => {
  const files = lockOf({ "node_modules/a": { resolved: "https://example.org/a.tgz" } });
  expect(places(checkLockHosts, files)).toEqual(["package-lock.json:4"]);
  expect(places(checkLockHosts, lockOf({ "node_modules/a": {} }))).toEqual([]);
});

test("a scanner that its registry does not import is found", () => {
  const files = {
    "src/scanners/define.ts": "export function defineScanner(x: object) { return x; }",
    "src/scanners/a.ts": "export const a = defineScanner({});",
    "src/scanners/b.ts": "export const b = defineScanner({});",
  };
  expect(places(checkRegistrations, files)).toEqual([]);
  const registry = { "src/scanners/registry.ts": 'import { a } from "./a.ts"; export { a };' };
  expect(places(checkRegistrations, { ...files, ...registry })).toEqual(["src/scanners/b.ts:1"]);
});
