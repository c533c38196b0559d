import { describe } from "bun:test";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

/** Public data and recorded payloads beside the project; most machines do not have them. */
const sharedRoot = resolve(import.meta.dir, "../../shared");

/** Absolute path of a file under ../shared, or null where it is absent. */
export function sharedPath(...parts: string[]): string | null {
  const path = join(sharedRoot, ...parts);
  return existsSync(path) ? path : null;
}

/** A `describe` over ../shared: skipped, and said so, where that folder is absent. */
export function describeShared(name: string, body: () => void): void {
  if (existsSync(sharedRoot)) {
    describe(name, body);
    return;
  }
  console.warn(`SKIPPED for want of ../shared: ${name}`);
  describe.skip(name, body);
}
