import { DiskFile } from "../src/adapters/files/input-file.ts";
import { ParquetFile } from "../src/adapters/files/parquet-file.ts";
import { FilesProvider } from "../src/adapters/providers/files/provider.ts";
import type { BarFile } from "../src/ports/bar-file.ts";
import { BarFileRows } from "../src/services/import/read-bar-file.ts";

/** A folder as a vendor, with everything that it is made of. */
export async function filesProvider(
  folder: string,
  nowTsMs: number,
  options: { readonly barsMax?: number; readonly onOpen?: (file: BarFile) => void } = {},
) {
  const { onOpen, ...limits } = options;
  const reader = new BarFileRows((file) => {
    onOpen?.(file);
    return openTable(file);
  });
  const clock = { tsMs: nowTsMs, nowMs: () => clock.tsMs };
  const provider = new FilesProvider({ folder, reader, clock, ...limits });
  await provider.look(new AbortController().signal);
  return { provider, clock, dispose: () => Promise.resolve() };
}

function openTable({ path, bytes, modifiedTsMs }: BarFile) {
  const about = { bytes, modifiedTsMs };
  return path.endsWith(".parquet") ? new ParquetFile(path, about) : new DiskFile(path, about);
}
