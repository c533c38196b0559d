import { existsSync } from "node:fs";
import { join } from "node:path";
import { scanners } from "../scanners/registry.ts";
import type { Program } from "../surfaces/cli/program.ts";

/** Name of the database in a data directory: the reference system's. */
const databaseName = "market_cache.db";
/** Folder of the rows that imports refused. */
const rejectsName = "rejects";

/**
 * Builds what the command line needs. Adapters are loaded when a command asks for them, so that
 * help costs no database and a scan no picture library.
 */
export function composeProgram(): Program {
  return {
    hasStore: (dataDir) => existsSync(join(dataDir, databaseName)),

    async openStore({ dataDir, isReadOnly }) {
      const { openSqliteStore } = await import("../adapters/stores/sqlite/store.ts");
      const path = join(dataDir, databaseName);
      return openSqliteStore({ path, tables: scanners, readOnly: isReadOnly });
    },

    async findInput(path) {
      const { findInput } = await import("../adapters/files/find-input.ts");
      return findInput(path, { stdin: process.stdin });
    },

    async openRejects(dataDir, nowTsMs) {
      const { DiskRejectFolder } = await import("../adapters/files/reject-folder.ts");
      return new DiskRejectFolder(join(dataDir, rejectsName), nowTsMs);
    },

    async openRasterizer() {
      const { ResvgRasterizer } = await import("../adapters/rasterizer/resvg-rasterizer.ts");
      return new ResvgRasterizer();
    },
  };
}
