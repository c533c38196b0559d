/** The rules of the house, checked on the house itself. */
import { expect, test } from "bun:test";
import { resolve } from "node:path";
import { checkFloors } from "./floors.ts";
import { checkCycles } from "./house/cycles.ts";
import { House, showViolation, type Violation } from "./house/files.ts";
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
} from "./house/tidy-rules.ts";

const rules: Record<string, (tree: House) => Violation[]> = {
  "every import goes down and every floor keeps to itself": checkFloors,
  "no file imports itself over others": checkCycles,
  "no code file is over 300 lines": checkFileLength,
  "no line of code is over 100 columns": checkLineWidth,
  "no work is left over in the text": checkLeftovers,
  "no path of a developer's machine is in the project": checkMachinePaths,
  "every Markdown page has one title": checkHeadings,
  "the version has its entry in the changelog": checkChangelog,
  "every package that ships has a licence that allows it": checkLicences,
  "the lock file names no download host": checkLockHosts,
  "every scanner, command and route is registered": checkRegistrations,
};

const tree = new House(resolve(import.meta.dir, ".."));

test.each(Object.entries(rules))("%s", (_, check) => {
  expect(check(tree).map(showViolation).join("\n")).toBe("");
});

test("the tree that is checked is the whole project", () => {
  for (const path of ["package.json", "bin/l2t", ".ci/run", "src/base/assert.ts"]) {
    expect(tree.paths).toContain(path);
  }
});
