import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { generatedPages } from "./reference/pages.ts";

const root = resolve(import.meta.dir, "..");

test.each([...generatedPages()])("%s is what npm run docs writes", (path, text) => {
  const isFresh = readFileSync(resolve(root, path), "utf8") === text;
  expect(isFresh, `${path} is out of date; run: npm run docs`).toBe(true);
});
