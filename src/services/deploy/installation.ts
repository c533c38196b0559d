import { isAbsolute } from "node:path";
import { Failure } from "../../base/failure.ts";
import type { SystemFiles } from "../../ports/system-files.ts";

/** How learn2trade is installed on a machine; kept, so that an upgrade does not ask again. */
export interface Installation {
  readonly program: string;
  readonly dataDir: string;
  readonly envFile: string;
  /** Name of a table of limits. */
  readonly limits: string;
  /** Cap for all services together, MB of 2^20 bytes; null without one. */
  readonly totalMaxMb: number | null;
  readonly scanners: "live" | "scheduled";
}

export const settingsFolder = "/etc/learn2trade";
export const recordPath = `${settingsFolder}/install.json`;
/** Of root only: whoever can write here could have root run or restore something. */
export const backupFolder = "/var/backups/learn2trade";

export const installationDefaults: Installation = {
  program: "/usr/local/bin/l2t",
  dataDir: "/var/lib/learn2trade",
  envFile: `${settingsFolder}/learn2trade.env`,
  limits: "tight",
  totalMaxMb: null,
  scanners: "live",
};

export function readInstallation(files: SystemFiles): Installation | undefined {
  const text = files.read(recordPath);
  if (text === undefined) return undefined;
  try {
    return { ...installationDefaults, ...(JSON.parse(text) as Partial<Installation>) };
  } catch (cause) {
    const way = "correct it, or delete it and run l2t systemd install again";
    throw new Failure("config.invalid", `"${recordPath}" is not JSON; ${way}`, { cause });
  }
}

export function writeInstallation(files: SystemFiles, installation: Installation): void {
  files.write(recordPath, `${JSON.stringify(installation, null, 2)}\n`, { mode: 0o644 });
}

/** Folders that hardened units cannot see, or that are not for data. */
const hiddenFolders = ["/home", "/root", "/run", "/tmp", "/var/tmp", "/dev", "/proc", "/sys"];
/** What needs no quoting in a unit file. */
const plainPath = /^\/[\w./@+-]+$/;

/** Throws Failure usage.invalid for a path that a unit cannot have. */
export function assertUnitPath(path: string, flag: string): void {
  const isHidden = hiddenFolders.some((folder) => path === folder || path.startsWith(`${folder}/`));
  if (isAbsolute(path) && plainPath.test(path) && !path.includes("..") && !isHidden) return;
  const why = isHidden
    ? "which services are not shown"
    : "and needs an absolute path of letters, digits and ./@+-_";
  throw new Failure(
    "usage.invalid",
    `--${flag} is "${path}", ${why}; take one below /var/lib, /srv or /opt`,
  );
}
