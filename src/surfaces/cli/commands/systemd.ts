import { Failure } from "../../../base/failure.ts";
import { type LimitTableName, limitTables } from "../../../config/memory-limits.ts";
import type { Deployment } from "../../../ports/deployment.ts";
import { install, uninstall, unitPlan } from "../../../services/deploy/install.ts";
import {
  type Installation,
  installationDefaults,
  readInstallation,
} from "../../../services/deploy/installation.ts";
import type { UnitPlan } from "../../../services/deploy/unit-plan.ts";
import { deployUnits } from "../../../services/deploy/units.ts";
import { defineCommand } from "../command.ts";
import type { CliContext } from "../context.ts";
import { dataDirOf, requireRoot } from "../installed.ts";
import { writeLines } from "../output.ts";
import { showUnits } from "../units-view.ts";

/** Debian 12's: what is printed on a machine without systemd. */
const versionPrinted = 252;
/** Below it some of the limits and protections would be silently ignored. */
const versionMin = 250;

interface SystemdOptions {
  readonly limits: string | undefined;
  readonly totalMax: number | undefined;
  readonly scanners: string | undefined;
  readonly envFile: string | undefined;
  readonly dryRun: boolean;
  readonly noStart: boolean;
  readonly purge: boolean;
}

export const systemdCommand = defineCommand({
  name: "systemd",
  group: "program",
  summary: "Run the six services by systemd: install, uninstall, print, status",
  details: [
    "install copies this program to /usr/local/bin/l2t, makes a user, writes a unit for each " +
      "service with its limits of memory and processor time, and starts them in order. It says " +
      "what it changes, changes only what differs, and remembers its options, so that a second " +
      "install or an upgrade needs none. It takes root.",
    "uninstall keeps data, settings and backups unless --purge is given. print writes the unit " +
      "files to the terminal and needs neither root nor systemd.",
  ],
  arguments: {
    action: {
      placeholder: "ACTION",
      help: "what to do",
      choices: ["install", "uninstall", "print", "status"],
    },
  },
  options: {
    limits: {
      kind: "choice",
      flag: "limits",
      choices: Object.keys(limitTables),
      help: "table of limits: tight, as measured, or those of the reference system; tight at first",
    },
    totalMax: {
      kind: "integer",
      flag: "total-max",
      placeholder: "MB",
      min: 0,
      max: 1_000_000,
      unit: "MB",
      help: "cap for all services together; 0, as at first: only their own limits",
    },
    scanners: {
      kind: "choice",
      flag: "scanners",
      choices: ["live", "scheduled"],
      help: "scanners run all the time, or once an hour on the smallest machines; live at first",
    },
    envFile: {
      kind: "text",
      flag: "env-file",
      placeholder: "FILE",
      help: `settings and secrets of the services; ${installationDefaults.envFile} at first`,
    },
    dryRun: { kind: "switch", flag: "dry-run", help: "say what would change, and change nothing" },
    noStart: { kind: "switch", flag: "no-start", help: "do not start or restart services" },
    purge: { kind: "switch", flag: "purge", help: "uninstall: data, settings and backups as well" },
  },
  formats: ["json"],
  finishesOnStop: true,
  exits: { 1: "status: a service does not run." },
  examples: [
    { line: "systemd install --dry-run", help: "what it would do" },
    { line: "systemd install --limits reference --data-dir /srv/market", help: "with a choice" },
    { line: "systemd status", help: "a line for each service" },
  ],
  failures: ["usage.invalid", "config.invalid", "host.unavailable"],
  async run(context, { args, options }) {
    const deployment = await context.program.openDeployment();
    if (context.settings.json && args.action !== "status") {
      throw new Failure("usage.invalid", `l2t systemd ${args.action} has no --json; status has`);
    }
    if (args.action === "status") return showUnits(context, deployment);
    if (args.action === "print") await print(context, deployment, options);
    else await change(context, deployment, { ...options, action: args.action });
    return 0;
  },
});

async function print(
  context: CliContext,
  deployment: Deployment,
  options: SystemdOptions,
): Promise<void> {
  const installation = wished(context, deployment, options);
  const units = deployUnits(planOf(installation, versionPrinted));
  await writeLines(
    context.out,
    [...units].map(([name, text]) => `# ---- ${name}\n${text}`),
  );
}

async function change(
  context: CliContext,
  deployment: Deployment,
  options: SystemdOptions & { readonly action: string },
): Promise<void> {
  const { action, dryRun: isDryRun } = options;
  const say = (text: string) => void context.out.write(`${text}\n`);
  if (!isDryRun) requireRoot(deployment, `systemd ${action}`);
  if (action === "uninstall") {
    const installation = readInstallation(deployment.files) ?? installationDefaults;
    if (isDryRun) throw new Failure("usage.invalid", "uninstall has no --dry-run");
    await uninstall(deployment, { installation, isPurged: options.purge, say });
    return;
  }
  const systemdVersion = await deployment.units.version();
  if (systemdVersion < versionMin) {
    const text = `systemd ${systemdVersion} is too old; ${versionMin} or newer is needed`;
    throw new Failure("host.unavailable", `${text} (Debian 12 has 252)`);
  }
  const installation = wished(context, deployment, options);
  requireProgram(deployment, installation);
  const plan = planOf(installation, systemdVersion);
  await install(deployment, { installation, plan, isStarted: !options.noStart, isDryRun, say });
}

/** What is installed already, with what was given now. */
function wished(context: CliContext, { files }: Deployment, options: SystemdOptions): Installation {
  const known = readInstallation(files) ?? installationDefaults;
  const { limits = known.limits, envFile = known.envFile } = options;
  const { totalMax = known.totalMaxMb ?? 0 } = options;
  return {
    ...known,
    limits,
    envFile,
    dataDir: dataDirOf(context, known),
    scanners: (options.scanners as Installation["scanners"] | undefined) ?? known.scanners,
    totalMaxMb: totalMax === 0 ? null : totalMax,
  };
}

function planOf(installation: Installation, systemdVersion: number): UnitPlan {
  const name = installation.limits;
  if (!Object.hasOwn(limitTables, name)) {
    const known = Object.keys(limitTables).join(", ");
    throw new Failure("config.invalid", `there is no table of limits "${name}"; known: ${known}`);
  }
  return unitPlan(installation, { limits: limitTables[name as LimitTableName], systemdVersion });
}

/** Services cannot run from a checkout: they see neither home folders nor npm. */
function requireProgram({ ownProgram, files }: Deployment, { program }: Installation): void {
  if (ownProgram !== undefined || files.bytes(program) !== undefined) return;
  throw new Failure(
    "host.unavailable",
    `"${program}" is missing and this is a checkout; make one with npm run build, then ` +
      "run: dist/l2t systemd install",
  );
}
