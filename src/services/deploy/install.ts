import { serviceNames, serviceSlice } from "../../domain/service-name.ts";
import type { Deployment } from "../../ports/deployment.ts";
import {
  assertUnitPath,
  backupFolder,
  type Installation,
  recordPath,
  settingsFolder,
  writeInstallation,
} from "./installation.ts";
import { envTemplate, foldersPath, foldersText, usersPath, usersText } from "./system-texts.ts";
import {
  deployTarget,
  deployUser,
  type UnitLimits,
  type UnitPlan,
  unitFolder,
} from "./unit-plan.ts";
import { deployUnits } from "./units.ts";

export type Say = (text: string) => void;

const megabyte = 2 ** 20;
const systemMode = 0o644;
const secretMode = 0o600;
const programMode = 0o755;

/** Every unit that any version of the table may have written. */
const ownUnits: readonly string[] = [
  deployTarget,
  serviceSlice,
  ...serviceNames.flatMap((service) => [`${service}.service`, `${service}.timer`]),
];

export function unitPlan(
  installation: Installation,
  facts: {
    readonly limits: Readonly<Record<(typeof serviceNames)[number], UnitLimits>>;
    readonly systemdVersion: number;
  },
): UnitPlan {
  const { program, dataDir, envFile, totalMaxMb, scanners } = installation;
  const totalMaxBytes = totalMaxMb === null ? undefined : totalMaxMb * megabyte;
  return { program, dataDir, envFile, totalMaxBytes, scanners, ...facts };
}

/**
 * Brings the machine to what the plan says; what is so already stays untouched, so it may run
 * again. Says each change, or with `isDryRun` only what it would change. Throws Failure
 * usage.invalid, host.unavailable.
 */
export async function install(
  { files, units, ownProgram }: Deployment,
  wish: {
    readonly installation: Installation;
    readonly plan: UnitPlan;
    readonly isStarted: boolean;
    readonly isDryRun: boolean;
    readonly say: Say;
  },
): Promise<void> {
  const { installation, plan, isDryRun, say } = wish;
  assertUnitPath(installation.dataDir, "data-dir");
  assertUnitPath(installation.envFile, "env-file");
  const changes = [
    ...programChanges(installation.program, ownProgram, files),
    ...fileChanges(plan, files),
  ];
  if (isDryRun) {
    for (const { text } of changes) say(`would ${text}`);
    say(changes.length === 0 ? "nothing would change" : "nothing was changed");
    return;
  }
  // Before their files change: systemd forgets what belonged together once they have.
  const isKnown = files.bytes(unitPath(deployTarget)) !== undefined;
  if (wish.isStarted && isKnown && changes.length > 0) await units.stop(deployTarget);
  for (const { text, make } of changes) {
    make();
    say(text);
  }
  writeInstallation(files, installation);
  await units.prepare();
  await units.reload();
  await units.enable(deployTarget);
  say(`${deployTarget} starts with the machine`);
  if (!wish.isStarted) return;
  await units.start(deployTarget);
  say(`${deployTarget} runs`);
}

/** Takes away what `install` made; data and settings stay unless they are to be purged. */
export async function uninstall(
  { files, units, run }: Deployment,
  wish: { readonly installation: Installation; readonly isPurged: boolean; readonly say: Say },
): Promise<void> {
  const { installation, isPurged, say } = wish;
  if (files.read(unitPath(deployTarget)) !== undefined) {
    await units.stop(deployTarget);
    await units.disable(deployTarget);
    await units.stop(serviceSlice);
    say("all services are stopped");
  }
  const paths = [
    ...ownUnits.map(unitPath),
    ...[usersPath, foldersPath, recordPath, installation.program],
    ...(isPurged ? [installation.dataDir, settingsFolder, backupFolder] : []),
  ];
  for (const path of paths) {
    if (files.bytes(path) === undefined) continue;
    files.remove(path);
    say(`removed ${path}`);
  }
  await units.reload();
  if (!isPurged) {
    say(
      `kept ${installation.dataDir}, ${settingsFolder} and ${backupFolder}; --purge removes them`,
    );
    return;
  }
  const { code, stderr } = await run(["userdel", deployUser]);
  say(
    code === 0 ? `removed the user ${deployUser}` : `kept the user ${deployUser}: ${stderr.trim()}`,
  );
}

interface Change {
  readonly text: string;
  make(): void;
}

function programChanges(
  program: string,
  ownProgram: string | undefined,
  files: Deployment["files"],
): readonly Change[] {
  if (ownProgram === undefined || files.isSame(ownProgram, program)) return [];
  return [
    {
      text: `copy this program to ${program}`,
      make: () => files.copy(ownProgram, program, { mode: programMode }),
    },
  ];
}

function fileChanges(plan: UnitPlan, files: Deployment["files"]): readonly Change[] {
  const texts = [...deployUnits(plan)];
  const wanted = new Map([
    ...texts.map(([unit, text]) => [unitPath(unit), text] as const),
    [usersPath, usersText(plan.dataDir)],
    [foldersPath, foldersText(plan.dataDir)],
  ]);
  const changes: Change[] = [];
  for (const [path, text] of wanted) {
    if (files.read(path) === text) continue;
    changes.push({
      text: `write ${path}`,
      make: () => files.write(path, text, { mode: systemMode }),
    });
  }
  for (const path of ownUnits.map(unitPath)) {
    if (wanted.has(path) || files.bytes(path) === undefined) continue;
    changes.push({ text: `remove ${path}`, make: () => files.remove(path) });
  }
  if (files.bytes(plan.envFile) === undefined) {
    changes.push({
      text: `write ${plan.envFile}, for settings and secrets`,
      make: () => files.write(plan.envFile, envTemplate, { mode: secretMode }),
    });
  }
  return changes;
}

function unitPath(unit: string): string {
  return `${unitFolder}/${unit}`;
}
