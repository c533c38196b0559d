import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";

const root = resolve(import.meta.dir, "../..");
/** Where `npm run node-lts` puts it. */
const fetched = resolve(root, ".cache/node/node_modules/node/bin/node");
/** The SQLite of older ones cannot do what the store needs. */
const majorMin = 24;

/**
 * A Node that can run the services: the one that L2T_TEST_NODE names, that was fetched for tests,
 * or that is installed. Null, with a message, where there is none.
 */
export function findNode(): { readonly path: string; readonly version: string } | null {
  const candidates = [process.env["L2T_TEST_NODE"], fetched, Bun.which("node")];
  for (const path of candidates) {
    if (path === undefined || path === null || !existsSync(path)) continue;
    const version = spawnSync(path, ["--version"], { encoding: "utf8" }).stdout.trim();
    if (Number(/^v(\d+)/.exec(version)?.[1]) >= majorMin) return { path, version };
  }
  console.warn(`SKIPPED for want of Node ${majorMin} or later; npm run node-lts fetches it`);
  return null;
}
