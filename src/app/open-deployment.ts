import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { lockRoles } from "../adapters/host/instance-lock.ts";
import { runProgram } from "../adapters/host/run-program.ts";
import { systemFilesBelow } from "../adapters/host/system-files.ts";
import { SystemdUnits } from "../adapters/host/systemd-units.ts";
import type { Environment } from "../config/settings.ts";
import { processRoles } from "../domain/service-name.ts";
import type { Deployment } from "../ports/deployment.ts";
import { declarationsName } from "../services/deploy/system-texts.ts";
import { databaseName } from "./open-store.ts";

/** A migration of a large database takes minutes on a small machine. */
const runMsMax = 1_800_000;
const askMsMax = 10_000;
/** Where the files of a compiled program seem to be. */
const embedded = /^(\/\$bunfs\/|B:[\\/]~BUN[\\/])/;

/** The machine, for commands that install, upgrade and back up. */
export function openDeployment(environment: Environment): Deployment {
  return {
    units: new SystemdUnits({ environment, declarations: declarationsName }),
    files: systemFilesBelow("/"),
    ownProgram: embedded.test(import.meta.path) ? process.execPath : undefined,
    isRoot: process.geteuid?.() === 0,
    run: (line) => runProgram(line, { timeoutMs: runMsMax, environment }),
    whyNotReady,

    databasePath: (dataDir) => join(dataDir, databaseName),

    databases(dataDir) {
      if (!existsSync(dataDir)) return [];
      const below = readdirSync(dataDir, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name);
      return ["", ...below]
        .map((folder) => join(dataDir, folder, databaseName))
        .filter((path) => existsSync(path));
    },

    async copyDatabase(from, to) {
      const { copyDatabase } = await import("../adapters/stores/sqlite/copy-database.ts");
      copyDatabase(from, to);
    },

    claim: (dataDir) => lockRoles(dataDir, processRoles),
  };
}

async function whyNotReady(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(askMsMax) });
    if (response.ok) return undefined;
    return `${url} answers ${response.status}: ${(await response.text()).slice(0, 500)}`;
  } catch (error) {
    return `${url} does not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}
