import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pageAssetsModule, pageAssetsPath } from "./page-assets.ts";

test("the server's files of the page are new (else: bin/bun tools/page-assets.ts)", async () => {
  const committed = readFileSync(resolve(import.meta.dir, "..", pageAssetsPath), "utf8");
  expect((await pageAssetsModule()) === committed).toBe(true);
});
