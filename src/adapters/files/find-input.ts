import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { Failure } from "../../base/failure.ts";
import type { InputFile } from "../../ports/input-file.ts";
import { fileFailure } from "./file-failure.ts";
import { DiskFile, PipeFile } from "./input-file.ts";

/** Files that one folder may give to an import. */
const filesMax = 100_000;
const tableName = /^[^.].*\.(?:csv|tsv)(?:\.gz)?$/i;

/**
 * What FILE, DIR or - on a command line means: one file; the .csv and .tsv files of a folder, with
 * or without .gz, sorted by name, without those of its subfolders; or standard input.
 * Throws Failure input.missing when there is nothing to read.
 */
export async function findInput(
  path: string,
  options: { readonly stdin: Readable },
): Promise<readonly InputFile[]> {
  if (path === "-") return [new PipeFile("stdin", () => options.stdin)];
  try {
    const about = await stat(path);
    if (about.isDirectory()) return await findInFolder(path);
    const size = { bytes: about.size, modifiedTsMs: about.mtimeMs };
    if (about.isFile()) return [new DiskFile(path, size)];
    return [new PipeFile(path, () => createReadStream(path))];
  } catch (error) {
    throw fileFailure(error, path);
  }
}

async function findInFolder(folder: string): Promise<readonly InputFile[]> {
  const names = (await readdir(folder)).filter((name) => tableName.test(name)).sort();
  if (names.length > filesMax) {
    throw new Failure(
      "input.invalid",
      `"${folder}" has ${names.length} files; ${filesMax} are the most, import parts of it`,
    );
  }
  const files: InputFile[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const about = await stat(path);
    if (!about.isFile()) continue;
    files.push(new DiskFile(path, { bytes: about.size, modifiedTsMs: about.mtimeMs }));
  }
  if (files.length > 0) return files;
  throw new Failure("input.missing", `"${folder}" has no .csv or .csv.gz file in it`);
}
