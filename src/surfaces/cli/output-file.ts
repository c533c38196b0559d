import { writeFile } from "node:fs/promises";
import { Failure } from "../../base/failure.ts";

/** Writes a whole file. Throws Failure output.unavailable. */
export async function writeFileOrFail(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (cause) {
    throw outputFailure(path, cause);
  }
}

export function outputFailure(path: string, cause: unknown): Failure {
  const { code = "unknown" } = cause as NodeJS.ErrnoException;
  const text = `the file "${path}" cannot be written (${code}); check its folder and the disk`;
  return new Failure("output.unavailable", text, { cause });
}
