import { existsSync } from "node:fs";
import { join } from "node:path";
import { systemHost } from "../adapters/host/system-host.ts";
import { Failure } from "../base/failure.ts";
import type { Environment } from "../config/settings.ts";
import type { Store } from "../ports/store.ts";
import { scanners } from "../scanners/registry.ts";
import type { Program, RunningServer, ServerOptions } from "../surfaces/cli/program.ts";

/** Name of the database in a data directory: the reference system's. */
const databaseName = "market_cache.db";
/** Folder of the rows that imports refused. */
const rejectsName = "rejects";
/** Held by the one program that scans and serves a data directory. */
const lockName = "up.lock";
/** Short enough to see something happen, long enough to scan thousands of symbols in between. */
const demoInterval = "5m";

/**
 * Builds what the command line needs. Adapters are loaded when a command asks for them, so that
 * help costs no database and a scan no picture library.
 */
export function composeProgram(environment: Environment): Program {
  return {
    host: systemHost,

    hasStore: (dataDir) => existsSync(join(dataDir, databaseName)),

    openStore,

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

    async openDemoMarket(options) {
      const { createDemoMarket } = await import("../adapters/providers/demo/market.ts");
      const { DemoFeed } = await import("../adapters/providers/demo/feed.ts");
      const { systemClock } = await import("../adapters/host/system-clock.ts");
      const simulator = createDemoMarket(options);
      return {
        simulator,
        feedInterval: demoInterval,
        openFeed: (times) =>
          new DemoFeed({ market: simulator, clock: systemClock, interval: demoInterval, ...times }),
      };
    },

    startServer,

    async lockDataDir(dataDir) {
      const { lockFolder } = await import("../adapters/host/instance-lock.ts");
      return lockFolder(dataDir, lockName);
    },

    async guardMemory(options) {
      const { guardMemory } = await import("./guard-memory.ts");
      return guardMemory(options);
    },

    async openMemory(dataDir) {
      const { LinuxMemoryReader } = await import("../adapters/host/linux-memory-reader.ts");
      return new LinuxMemoryReader({ running: { dataDir } });
    },

    async openDeployment() {
      const { openDeployment } = await import("./open-deployment.ts");
      return openDeployment(environment);
    },

    async openBrowser(url) {
      const { openBrowser } = await import("../adapters/host/browser.ts");
      openBrowser(url, environment);
    },
  };
}

async function openStore(options: {
  readonly dataDir: string;
  readonly isReadOnly: boolean;
}): Promise<Store> {
  const { openSqliteStore } = await import("../adapters/stores/sqlite/store.ts");
  const file = { path: join(options.dataDir, databaseName), tables: scanners };
  if (!options.isReadOnly) return openSqliteStore(file);
  try {
    return openSqliteStore({ ...file, readOnly: true });
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "store.invalid") throw error;
    // A file of an earlier version: opening it for writing brings it up to date.
    return openSqliteStore(file);
  }
}

async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { createApiServer } = await import("../surfaces/http/server.ts");
  const server = createApiServer(options);
  const { url } = await server.start();
  return { url, stop: () => server.stop() };
}
