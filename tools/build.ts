/**
 * `npm run build`: the whole program as one executable, dist/l2t, for the system it is built on.
 * The server needs nothing beside it: page, fonts, picture library and version are inside.
 *
 * Bytecode takes two thirds off the start and 14 MB off six processes; names stay, so that a
 * stack of calls can be read (docs/decisions/0008-one-executable.md).
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

const root = resolve(import.meta.dir, "..");
export const builtPath = resolve(root, "dist/l2t");

const flags = [
  "--compile",
  "--bytecode",
  "--splitting",
  "--format=esm",
  "--minify-whitespace",
  "--minify-syntax",
  // Settings come from the command line, the environment and nowhere else.
  "--no-compile-autoload-dotenv",
  "--no-compile-autoload-bunfig",
];

/** Builds into `outFile`, which changes in one step. Throws with what the bundler said. */
export function buildProgram(
  outFile: string,
  { isMinified = false }: { readonly isMinified?: boolean } = {},
): { readonly bytes: number } {
  mkdirSync(dirname(outFile), { recursive: true });
  const unfinished = `${outFile}.${process.pid}.new`;
  const main = resolve(root, "src/app/main.ts");
  const names = isMinified ? ["--minify-identifiers"] : [];
  const line = ["build", ...flags, ...names, main, "--outfile", unfinished];
  const { status, stdout, stderr } = spawnSync(process.execPath, line, {
    cwd: root,
    encoding: "utf8",
  });
  try {
    if (status !== 0) throw new Error(`the build failed:\n${stdout}${stderr}`);
    renameSync(unfinished, outFile);
  } finally {
    rmSync(unfinished, { force: true });
  }
  return { bytes: statSync(outFile).size };
}

if (import.meta.main) {
  const { bytes } = buildProgram(builtPath);
  console.log(`${builtPath}: ${(bytes / 2 ** 20).toFixed(1)} MB`);
}
