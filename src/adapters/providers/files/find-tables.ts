import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../../base/failure.ts";
import type { BarFile } from "../../../ports/bar-file.ts";
import { isTableName, readTableName } from "./table-name.ts";

/** Files of one folder with all below it. */
const tablesMax = 20_000;
/** Folders in folders: also the end of links that lead in circles. */
const depthMax = 6;

/**
 * Tables in a folder and the folders below it, sorted by path. Throws Failure
 * provider.unavailable where the folder cannot be read, and provider.bad-payload where it has more
 * than `tablesMax`.
 */
export async function findTables(folder: string, signal: AbortSignal): Promise<BarFile[]> {
  const found: BarFile[] = [];
  await walk("", 0);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));

  async function walk(below: string, depth: number): Promise<void> {
    if (signal.aborted) throw new Failure("run.interrupted", `stopped looking into "${folder}"`);
    for (const name of await namesIn(join(folder, below))) {
      if (name.startsWith(".")) continue;
      const path = below === "" ? name : `${below}/${name}`;
      const about = await stat(join(folder, path)).catch(() => null);
      if (about?.isDirectory() && depth < depthMax) await walk(path, depth + 1);
      // What cannot be looked at is told when it is read.
      if (!isTableName(name) || about?.isDirectory()) continue;
      if (found.length === tablesMax) throw tooMany(folder);
      const { size: bytes = 0, mtimeMs: modifiedTsMs = 0 } = about ?? {};
      found.push({ path: join(folder, path), bytes, modifiedTsMs, ...readTableName(path) });
    }
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    const why = code === "ENOENT" ? "does not exist" : `cannot be read (${code})`;
    const text = `the folder "${folder}" ${why}; check L2T_FILES_DIR`;
    throw new Failure("provider.unavailable", text, { cause: error });
  }
}

function tooMany(folder: string): Failure {
  const text = `"${folder}" has more than ${tablesMax} tables; use a smaller folder`;
  return new Failure("provider.bad-payload", text);
}
