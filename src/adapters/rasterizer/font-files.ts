import { rmSync } from "node:fs";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure } from "../../base/failure.ts";

/** Where a compiled program keeps its files; only Bun itself can read there. */
const embeddedPath = /^(\/\$bunfs\/|B:[\\/]~BUN[\\/])/;

/**
 * Paths of Inter with tabular figures (tools/chart-fonts.ts) that native code can open.
 *
 * From a checkout these are the files beside this one. A compiled program copies them into a new
 * temporary folder, which goes when the process ends. Throws Failure host.unavailable when that
 * cannot be written.
 */
export async function fontFiles(): Promise<string[]> {
  const sources = await sourcePaths();
  return sources.some((path) => embeddedPath.test(path)) ? copyOut(sources) : sources;
}

/** Written out one by one, so that the bundler of a compiled program takes the files along. */
async function sourcePaths(): Promise<string[]> {
  if (typeof Bun === "undefined") {
    return [400, 500, 600].map((weight) =>
      fileURLToPath(new URL(`./fonts/inter-${weight}.ttf`, import.meta.url)),
    );
  }
  const fonts = await Promise.all([
    import("./fonts/inter-400.ttf", { with: { type: "file" } }),
    import("./fonts/inter-500.ttf", { with: { type: "file" } }),
    import("./fonts/inter-600.ttf", { with: { type: "file" } }),
  ]);
  return fonts.map((font) => font.default);
}

/** Exported for the test: only a compiled program needs it. */
export async function copyOut(sources: readonly string[]): Promise<string[]> {
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(tmpdir(), "learn2trade-fonts-"));
    const copies: string[] = [];
    for (const source of sources) {
      const copy = join(folder, basename(source));
      await writeFile(copy, await readFile(source));
      copies.push(copy);
    }
    removeAtExit(folder);
    return copies;
  } catch (cause) {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    const message = `the fonts of the chart cannot be copied to "${tmpdir()}"`;
    throw new Failure("host.unavailable", `${message}; set TMPDIR to a folder with free space`, {
      cause,
    });
  }
}

function removeAtExit(folder: string): void {
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
}
