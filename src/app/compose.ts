import { join } from "node:path";
import { systemHost } from "../adapters/host/system-host.ts";
import type { Environment } from "../config/settings.ts";
import type { Program } from "../surfaces/cli/program.ts";
import { composeServiceProgram } from "./compose-service-program.ts";
import { hasStore, openStore } from "./open-store.ts";

/** Folder of the rows that imports refused. */
const rejectsName = "rejects";

/**
 * Builds what the command line needs. Adapters are loaded when a command asks for them, so that
 * help costs no database and a scan no picture library.
 */
export function composeProgram(environment: Environment): Program {
  return {
    host: systemHost,

    hasStore,

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

    ...composeServiceProgram(environment),

    async runAllServices(wish) {
      const { runAllServices } = await import("./run-all-services.ts");
      return await runAllServices(wish, environment);
    },

    async superviseServices(wish) {
      const { superviseServices } = await import("./supervise.ts");
      return await superviseServices(wish, environment);
    },

    async openMemory(dataDir) {
      const { LinuxMemoryReader } = await import("../adapters/host/linux-memory-reader.ts");
      return new LinuxMemoryReader({ running: { dataDir } });
    },

    async openLogins(dataDir, variables) {
      const { openLogins } = await import("./open-logins.ts");
      return openLogins(dataDir, variables);
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
