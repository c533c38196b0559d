import { resolve } from "node:path";
import { DiskFile } from "../../adapters/files/input-file.ts";
import { ParquetFile } from "../../adapters/files/parquet-file.ts";
import { FilesProvider } from "../../adapters/providers/files/provider.ts";
import type { VendorLimits } from "../../adapters/providers/vendor-http.ts";
import type { BarFile } from "../../ports/bar-file.ts";
import { BarFileRows } from "../../services/import/read-bar-file.ts";
import type { OpenedVendor, VendorParts } from "./vendor-parts.ts";

/** A large folder is read on when it is asked for something. */
const firstLookMsMax = 20_000;
const parquetName = /\.(?:parquet|pq)$/i;

/** Nobody else waits for the disk. */
const limits: VendorLimits = {
  ...{ limit: 600, windowMs: 60_000, burst: 600, parallelMax: 1 },
  pauseMs: { first: 1_000, max: 1_000 },
};

/** Looks into the folder at once: what it offers depends on what is there. */
export async function openFiles(parts: VendorParts): Promise<OpenedVendor> {
  const folder = resolve(parts.needed("L2T_FILES_DIR"));
  const reader = new BarFileRows(openTable);
  const provider = new FilesProvider({ folder, reader, clock: parts.means.clock });
  await provider.look(AbortSignal.timeout(firstLookMsMax));
  return { provider, links: [], limits };
}

function openTable({ path, bytes, modifiedTsMs }: BarFile) {
  const about = { bytes, modifiedTsMs };
  return parquetName.test(path) ? new ParquetFile(path, about) : new DiskFile(path, about);
}
