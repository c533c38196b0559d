import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The Node of long-term support that tests run under: the npm package `node`, 26 is LTS. */
const nodeVersion = "26.10.0";

/** Older ones run no TypeScript as it is, or have no zstd. */
const majorMin = 24;

const installed = fileURLToPath(
  new URL("../../.cache/node/node_modules/node/bin/node", import.meta.url),
);

/** What a test says that found no Node to run under. */
export const nodeMissing =
  `SKIPPED for want of Node ${majorMin} or newer: set L2T_NODE, or run ` +
  `npm install --no-save --prefix .cache/node node@${nodeVersion}`;

/**
 * A Node that runs the project's TypeScript, null where there is none. The package is no
 * devDependency: it takes 210 MB and would stand before the system's Node in every npm script.
 */
export function findNode(): string | null {
  const named = process.env["L2T_NODE"];
  if (named) return named;
  if (existsSync(installed)) return installed;
  const major = spawnSync("node", ["-p", "process.versions.node.split('.')[0]"]).stdout;
  return Number(major ?? 0) >= majorMin ? "node" : null;
}
