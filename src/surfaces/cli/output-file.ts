import { createWriteStream } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { Failure } from "../../base/failure.ts";

/** Writes a whole file. Throws Failure output.unavailable. */
export async function writeFileOrFail(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (cause) {
    throw outputFailure(path, cause);
  }
}

/**
 * Writes a file of any size piece by piece, gzipped when its name ends in .gz. The file appears
 * under its name once it is whole. Throws Failure output.unavailable, and what the pieces throw.
 */
export async function streamFile(path: string, pieces: Iterable<string>): Promise<void> {
  const partPath = `${path}.part`;
  const source = Readable.from(pieces);
  const file = createWriteStream(partPath);
  try {
    if (path.endsWith(".gz")) await pipeline(source, createGzip(), file);
    else await pipeline(source, file);
    await rename(partPath, path);
  } catch (error) {
    await rm(partPath, { force: true });
    throw isOfSystem(error) ? outputFailure(path, error) : error;
  }
}

function isOfSystem(error: unknown): boolean {
  return typeof (error as NodeJS.ErrnoException).syscall === "string";
}

function outputFailure(path: string, cause: unknown): Failure {
  const { code = "unknown" } = cause as NodeJS.ErrnoException;
  const text = `the file "${path}" cannot be written (${code}); check its folder and the disk`;
  return new Failure("output.unavailable", text, { cause });
}
