import { join } from "node:path";
import { assert } from "../../base/assert.ts";
import type { MemoryReader } from "../../ports/memory-reader.ts";
import type { CliContext } from "./context.ts";
import { demoFolder } from "./demo-folder.ts";

/** A data directory, and the processes that work on it. */
export interface DataFolder {
  readonly dataDir: string;
  readonly reader: MemoryReader;
}

/**
 * Where something of ours runs, or else where there is data: the data folder, or that of the demo
 * market below it.
 */
export async function chooseDataDir({ program, settings }: CliContext): Promise<DataFolder> {
  const folders = [settings.dataDir, join(settings.dataDir, demoFolder)];
  const candidates = await Promise.all(
    folders.map(async (dataDir) => ({ dataDir, reader: await program.openMemory(dataDir) })),
  );
  const chosen =
    candidates.find(({ reader }) => reader.services({ isPrecise: false }).length > 0) ??
    candidates.find(({ dataDir }) => program.hasStore(dataDir)) ??
    candidates[0];
  assert(chosen !== undefined, "there is a candidate for each folder");
  return chosen;
}
