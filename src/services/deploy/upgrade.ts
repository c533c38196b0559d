import { basename, join, relative } from "node:path";
import { Failure } from "../../base/failure.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Deployment } from "../../ports/deployment.ts";
import { besideDatabase } from "./backup.ts";
import type { Say } from "./install.ts";
import type { Installation } from "./installation.ts";
import { deployTarget } from "./unit-plan.ts";
import { untilHealthy } from "./until-healthy.ts";
import {
  readUpgradeRecord,
  removeOldUpgrades,
  type UpgradeRecord,
  upgradeFolder,
  writeUpgradeRecord,
} from "./upgrade-record.ts";
import { compareVersions } from "./version-order.ts";

const programMode = 0o755;

export interface UpgradeWish {
  readonly installation: Installation;
  /** The new executable. */
  readonly file: string;
  readonly allowDowngrade: boolean;
  /** What the services may take to be ready. */
  readonly readyMsMax: number;
  readonly clock: Clock;
  readonly say: Say;
}

/**
 * Puts another executable in the place of the installed one: check, stop, back up, replace,
 * migrate, start, look. What goes wrong after the stop is taken back, and the old one runs again.
 * Throws Failure input.invalid for a file that will not do, host.unavailable after a way back.
 */
export async function upgrade(deployment: Deployment, wish: UpgradeWish): Promise<void> {
  const { files, units } = deployment;
  const { installation, file, say } = wish;
  if (files.isSame(file, installation.program)) {
    say(`"${file}" is what is installed already; nothing to do`);
    return;
  }
  const versions = await checkProgram(deployment, wish);
  say(`from ${versions.fromVersion} to ${versions.toVersion}`);
  await units.stop(deployTarget);
  say("stopped all services");
  let record: UpgradeRecord | undefined;
  let earlier: UpgradeRecord | undefined;
  try {
    record = await putAside(deployment, wish, versions);
    earlier = writeUpgradeRecord(files, record);
    files.copy(file, installation.program, { mode: programMode });
    say(`put ${installation.program} in place`);
    await settle(deployment, wish, record);
    await units.start(deployTarget);
    await untilHealthy(deployment, wish);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    say(`it does not work: ${why}`);
    await takeBack(deployment, wish, record);
    if (record !== undefined) {
      writeUpgradeRecord(files, earlier);
      files.remove(record.folder);
    }
    throw new Failure("host.unavailable", `the upgrade was taken back: ${why}`, { cause: error });
  }
  removeOldUpgrades(files);
  say(`${versions.toVersion} runs`);
}

/** Goes back to what the last upgrade replaced, with the databases of that time. */
export async function rollBack(
  deployment: Deployment,
  wish: Omit<UpgradeWish, "file" | "allowDowngrade">,
): Promise<void> {
  const record = readUpgradeRecord(deployment.files);
  await deployment.units.stop(deployTarget);
  wish.say("stopped all services");
  await takeBack(deployment, wish, record);
  writeUpgradeRecord(deployment.files, undefined);
}

/** Versions of the installed executable and of the new one, once that has shown that it runs. */
async function checkProgram(
  deployment: Deployment,
  { installation, file, allowDowngrade }: UpgradeWish,
): Promise<{ readonly fromVersion: string; readonly toVersion: string }> {
  if (deployment.files.bytes(file) === undefined) {
    throw new Failure("input.missing", `there is no file "${file}"`);
  }
  const toVersion = await versionOf(deployment, file);
  const fromVersion = await versionOf(deployment, installation.program);
  if (compareVersions(toVersion, fromVersion) < 0 && !allowDowngrade) {
    throw new Failure(
      "input.invalid",
      `"${file}" is ${toVersion}, older than ${fromVersion}, and may not read its database; ` +
        "l2t upgrade --rollback goes back to the previous one, --allow-downgrade insists",
    );
  }
  return { fromVersion, toVersion };
}

async function versionOf({ run }: Deployment, program: string): Promise<string> {
  const { code, stdout, stderr } = await run([program, "--version"]);
  const version = /^l2t (\d+\.\d+\.\d+\S*)\n$/.exec(stdout)?.[1];
  if (code === 0 && version !== undefined) return version;
  const said = (stderr || stdout).trim().slice(0, 200) || `exit code ${code}`;
  throw new Failure("input.invalid", `"${program}" is no l2t for this machine: ${said}`);
}

/** Copies of all that an upgrade changes; called while nobody writes. */
async function putAside(
  { databases, copyDatabase, files }: Deployment,
  { installation, clock, say }: UpgradeWish,
  versions: { readonly fromVersion: string; readonly toVersion: string },
): Promise<UpgradeRecord> {
  const stamp = new Date(clock.nowMs()).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const folder = upgradeFolder(stamp);
  const copies: { path: string; copy: string }[] = [];
  for (const path of databases(installation.dataDir)) {
    const copy = join(folder, relative(installation.dataDir, path));
    await copyDatabase(path, copy);
    copies.push({ path, copy });
    say(`backed up ${path} to ${copy}`);
  }
  const program = join(folder, basename(installation.program));
  files.copy(installation.program, program);
  return { ...versions, folder, program, databases: copies };
}

/** The new executable writes its own units, and brings each database up to date. */
async function settle(
  { run }: Deployment,
  { installation, say }: UpgradeWish,
  { databases }: UpgradeRecord,
): Promise<void> {
  const { program } = installation;
  await must(run, [program, "systemd", "install", "--no-start"]);
  for (const { path } of databases) {
    const dataDir = join(path, "..");
    await must(run, [program, "stats", "--json", "--data-dir", dataDir]);
    say(`migrated ${path}`);
  }
}

async function must(
  run: Deployment["run"],
  line: readonly [program: string, ...args: string[]],
): Promise<void> {
  const { code, stderr } = await run(line);
  if (code === 0) return;
  const said = stderr.trim() || `exit code ${code}`;
  throw new Failure("host.unavailable", `"${line.join(" ")}" failed: ${said}`);
}

/** Without a record nothing was replaced yet. */
async function takeBack(
  deployment: Deployment,
  wish: Omit<UpgradeWish, "file" | "allowDowngrade">,
  record: UpgradeRecord | undefined,
): Promise<void> {
  const { files, units, run } = deployment;
  const { installation, say } = wish;
  if (record !== undefined) {
    await units.stop(deployTarget);
    files.copy(record.program, installation.program);
    for (const { path, copy } of record.databases) {
      for (const part of besideDatabase) files.remove(`${path}${part}`);
      files.copy(copy, path);
    }
    await must(run, [installation.program, "systemd", "install", "--no-start"]);
    say(`put ${record.fromVersion} and its databases back`);
  }
  await units.start(deployTarget);
  await untilHealthy(deployment, wish);
}
