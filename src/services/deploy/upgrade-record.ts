import { join } from "node:path";
import { Failure } from "../../base/failure.ts";
import type { SystemFiles } from "../../ports/system-files.ts";
import { backupFolder } from "./installation.ts";

/** What an upgrade put aside, so that it can be taken back: now, or by hand later. */
export interface UpgradeRecord {
  readonly fromVersion: string;
  readonly toVersion: string;
  /** Where the copies are. */
  readonly folder: string;
  /** Copy of the executable. */
  readonly program: string;
  /** Where each database was, and its copy. */
  readonly databases: readonly { readonly path: string; readonly copy: string }[];
}

const recordPath = join(backupFolder, "last-upgrade.json");
const secretMode = 0o600;

/** Undefined removes it. Returns the record of the upgrade before. */
export function writeUpgradeRecord(
  files: SystemFiles,
  record: UpgradeRecord | undefined,
): UpgradeRecord | undefined {
  const text = files.read(recordPath);
  if (record === undefined) files.remove(recordPath);
  else files.write(recordPath, `${JSON.stringify(record, null, 2)}\n`, { mode: secretMode });
  return text === undefined ? undefined : (JSON.parse(text) as UpgradeRecord);
}

/** Throws Failure not.found when there was no upgrade. */
export function readUpgradeRecord(files: SystemFiles): UpgradeRecord {
  const text = files.read(recordPath);
  if (text !== undefined) return JSON.parse(text) as UpgradeRecord;
  throw new Failure("not.found", `there is no upgrade to take back: "${recordPath}" is missing`);
}

/** Copies of at most this many upgrades are kept. */
const upgradesKeptMax = 2;
const upgradePrefix = "upgrade-";

export function upgradeFolder(stamp: string): string {
  return join(backupFolder, `${upgradePrefix}${stamp}`);
}

export function removeOldUpgrades(files: SystemFiles): void {
  const folders = files.list(backupFolder).filter((name) => name.startsWith(upgradePrefix));
  for (const name of folders.slice(0, -upgradesKeptMax)) files.remove(join(backupFolder, name));
}
