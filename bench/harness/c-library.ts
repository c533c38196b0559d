import { dlopen, type FFIFunction, type Library } from "bun:ffi";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { err, ok, type Result } from "../../src/base/result.ts";

const sourceFolder = resolve(import.meta.dir, "../c");
/**
 * Ordinary release flags. Contraction is off so that processors with fused multiply-add round as
 * the others do and as JavaScript must.
 */
const compilerFlags = ["-std=c11", "-O3", "-ffp-contract=off", "-fPIC", "-shared"];

/**
 * Compiles C sources of bench/c with the system's compiler (CC, else cc) and loads them into this
 * process, so that both sides of a race read the same memory and are timed by the same clock.
 * An error says why there is no library: no compiler, or a header that is not installed.
 */
export function compileC<Functions extends Record<string, FFIFunction>>(
  sources: readonly string[],
  functions: Functions,
  libraries: readonly string[] = [],
): Result<Library<Functions>> {
  const folder = mkdtempSync(join(tmpdir(), "l2t-bench-"));
  try {
    const path = join(folder, "race.so");
    const compiler = process.env["CC"] ?? "cc";
    const paths = sources.map((name) => join(sourceFolder, name));
    const flags = [
      ...compilerFlags,
      ...paths,
      "-o",
      path,
      ...libraries.map((l) => `-l${l}`),
      "-lm",
    ];
    const { error, status, stderr } = spawnSync(compiler, flags, { encoding: "utf8" });
    if (error) return err(`"${compiler}" does not run: ${error.message}`);
    if (status !== 0) return err(firstLine(stderr));
    return ok(dlopen(path, functions));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** "gcc (Debian 12.2.0) 12.2.0", or why there is none. */
export function compilerVersion(): string {
  const compiler = process.env["CC"] ?? "cc";
  const { error, stdout } = spawnSync(compiler, ["--version"], { encoding: "utf8" });
  return error ? `no "${compiler}"` : firstLine(stdout);
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
