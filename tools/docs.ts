/**
 * `npm run docs` writes the reference pages from the tables that the program itself reads;
 * `npm run docs -- --check` only says which of them are out of date.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { generatedPages } from "./reference/pages.ts";

const root = resolve(import.meta.dir, "..");
const pages = generatedPages();

if (process.argv.includes("--check")) {
  const stale = [...pages].filter(([path, text]) => readOrEmpty(path) !== text);
  for (const [path] of stale) console.log(`${path} is out of date; run: npm run docs`);
  if (stale.length === 0) console.log(`${pages.size} pages are up to date`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [path, text] of pages) {
    if (readOrEmpty(path) === text) continue;
    mkdirSync(dirname(resolve(root, path)), { recursive: true });
    writeFileSync(resolve(root, path), text);
    console.log(`wrote ${path}`);
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(resolve(root, path), "utf8");
  } catch {
    // It does not exist yet.
    return "";
  }
}
