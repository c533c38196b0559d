import { resolve } from "node:path";
import { Failure } from "../../base/failure.ts";
import { options as settingsTable } from "../../config/options.ts";
import type { Deployment } from "../../ports/deployment.ts";
import { type Installation, readInstallation } from "../../services/deploy/installation.ts";
import type { CliContext } from "./context.ts";

/** Throws Failure host.unavailable for anyone but root. */
export function requireRoot({ isRoot }: Deployment, what: string): void {
  if (isRoot) return;
  throw new Failure("host.unavailable", `l2t ${what} changes the system; run it as root (sudo)`);
}

/** Throws Failure host.unavailable where nothing was installed. */
export function requireInstallation({ files }: Deployment): Installation {
  const installation = readInstallation(files);
  if (installation !== undefined) return installation;
  const way = "run l2t systemd install first, or replace the program by hand";
  throw new Failure("host.unavailable", `learn2trade is not installed as a service here; ${way}`);
}

/** The data directory that was named, else the installed services', else the default; absolute. */
export function dataDirOf({ settings }: CliContext, installed: Installation | undefined): string {
  const isNamed = settings.dataDir !== settingsTable.dataDir.default;
  return resolve(isNamed || installed === undefined ? settings.dataDir : installed.dataDir);
}
