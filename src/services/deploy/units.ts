import { serviceEnvironment } from "../../domain/service-environment.ts";
import { type ServiceName, serviceNames, serviceSlice } from "../../domain/service-name.ts";
import { hardening } from "./hardening.ts";
import { type ServiceRow, serviceRows } from "./service-rows.ts";
import { deployTarget, deployUser, type UnitPlan } from "./unit-plan.ts";
import { type UnitSection, unitText } from "./unit-text.ts";

const comment = 'Written by "l2t systemd install", which overwrites it; own lines: systemctl edit';
const megabyte = 2 ** 20;
/** A sign of life comes every 5 s; so long without one and the service is killed. */
const watchdogSeconds = 30;
/** First pause before a restart, and with systemd 254 or newer the longest and the steps to it. */
const restart = { seconds: 5, secondsMax: 120, steps: 6, stepsSinceVersion: 254 } as const;
const stateFolder = "/var/lib/";

/** Every unit, by its file name: six services, their slice and their target. */
export function deployUnits(plan: UnitPlan): ReadonlyMap<string, string> {
  const units = new Map([
    [serviceSlice, sliceText(plan)],
    [deployTarget, targetText(plan)],
  ]);
  for (const service of serviceNames) {
    units.set(`${service}.service`, serviceText(service, plan));
    if (isScheduled(service, plan)) units.set(`${service}.timer`, timerText(service));
  }
  return units;
}

/** Units that the target starts: a service, or the timer that runs it. */
export function wantedUnits(plan: UnitPlan): readonly string[] {
  return serviceNames.map((service) =>
    isScheduled(service, plan) ? `${service}.timer` : `${service}.service`,
  );
}

function isScheduled(service: ServiceName, plan: UnitPlan): boolean {
  return plan.scanners === "scheduled" && serviceRows[service].scheduleMinute !== undefined;
}

function targetText(plan: UnitPlan): string {
  return unitText(comment, {
    Unit: [
      ["Description", "learn2trade: all services"],
      ["Wants", wantedUnits(plan).join(" ")],
    ],
    Install: [["WantedBy", "multi-user.target"]],
  });
}

/** Counts of a unit's control group begin anew with each start; those of the slice go on. */
function sliceText({ totalMaxBytes }: UnitPlan): string {
  return unitText(comment, {
    Unit: [["Description", "learn2trade: memory and processor time of all services"]],
    Slice: [
      ["MemoryAccounting", "yes"],
      ["CPUAccounting", "yes"],
      ["TasksAccounting", "yes"],
      ["MemoryMax", totalMaxBytes === undefined ? undefined : memoryText(totalMaxBytes)],
      ["MemorySwapMax", 0],
    ],
  });
}

function timerText(service: ServiceName): string {
  const { description, scheduleMinute } = serviceRows[service];
  return unitText(comment, {
    Unit: [
      ["Description", `learn2trade: ${description}, every hour`],
      ["PartOf", deployTarget],
    ],
    Timer: [
      ["OnCalendar", `*:${String(scheduleMinute).padStart(2, "0")}`],
      ["Persistent", "yes"],
    ],
  });
}

function serviceText(service: ServiceName, plan: UnitPlan): string {
  const row = serviceRows[service];
  const isOnce = isScheduled(service, plan);
  const once = isOnce ? " --once" : "";
  return unitText(comment, {
    Unit: [
      ["Description", `learn2trade: ${row.description}`],
      ["PartOf", deployTarget],
      ...order(row),
      // A service that cannot start is tried again for ever: whatever is missing may come back.
      ["StartLimitIntervalSec", isOnce ? undefined : 0],
    ],
    Service: [
      ["ExecStart", `${plan.program} service ${service} --data-dir ${plan.dataDir}${once}`],
      // What the files below say comes before it.
      ["Environment", Object.entries(serviceEnvironment).map((pair) => pair.join("="))],
      ["EnvironmentFile", [`-${plan.envFile}`, `-${ownEnvFile(plan.envFile)}`]],
      ["User", deployUser],
      ["Group", deployUser],
      ...folderLines(plan.dataDir),
      ["Slice", serviceSlice],
      ["StandardOutput", "journal"],
      ["StandardError", "journal"],
      ["SyslogIdentifier", service],
      null,
      ...(isOnce ? onceLines : lifeLines(plan)),
      ["KillMode", "mixed"],
      ["TimeoutStopSec", 15],
      null,
      ...limitLines(service, plan),
      null,
      ...hardening(row),
    ],
  });
}

function order({ stage, network }: ServiceRow): UnitSection {
  const earlier = serviceNames
    .filter((other) => serviceRows[other].stage < stage)
    .map((other) => `${other}.service`);
  const online = network === "client" ? "network-online.target" : undefined;
  const after = [network === "server" ? "network.target" : online, ...earlier];
  return [
    ["Wants", online],
    ["After", after.filter((unit) => unit !== undefined).join(" ")],
  ];
}

/** Secrets of one service, so that the others never see them: "discord-bot.env". */
function ownEnvFile(envFile: string): string {
  return envFile.replace(/[^/]*$/, "%N.env");
}

function folderLines(dataDir: string): UnitSection {
  if (!dataDir.startsWith(stateFolder)) return [["ReadWritePaths", dataDir]];
  return [
    ["StateDirectory", dataDir.slice(stateFolder.length)],
    ["StateDirectoryMode", "0750"],
  ];
}

/**
 * With MemoryHigh a process that needs more is slowed down for ever instead of killed, and too
 * slow to die of a polite signal: so a watchdog ends it, by a signal that needs no help of its.
 */
function lifeLines({ systemdVersion }: UnitPlan): UnitSection {
  const knowsSteps = systemdVersion >= restart.stepsSinceVersion;
  return [
    ["Type", "notify"],
    // The signs of life come from a child, systemd-notify.
    ["NotifyAccess", "all"],
    ["TimeoutStartSec", 120],
    ["WatchdogSec", watchdogSeconds],
    ["WatchdogSignal", "SIGKILL"],
    ["TimeoutAbortSec", 5],
    ["Restart", "always"],
    ["RestartSec", restart.seconds],
    ["RestartSteps", knowsSteps ? restart.steps : undefined],
    ["RestartMaxDelaySec", knowsSteps ? restart.secondsMax : undefined],
  ];
}

const onceLines: UnitSection = [
  ["Type", "oneshot"],
  ["TimeoutStartSec", "15min"],
];

function limitLines(service: ServiceName, { limits }: UnitPlan): UnitSection {
  const { memoryMaxBytes, memoryHighBytes, cpuQuotaPct } = limits[service];
  return [
    ["MemoryMax", memoryText(memoryMaxBytes)],
    ["MemoryHigh", memoryText(memoryHighBytes)],
    // With swap the limits above would hold nothing back.
    ["MemorySwapMax", 0],
    ["CPUQuota", cpuQuotaPct === undefined ? undefined : `${cpuQuotaPct}%`],
    ["TasksMax", 256],
    ["OOMPolicy", "kill"],
    ["OOMScoreAdjust", serviceRows[service].oomScoreAdjust],
  ];
}

function memoryText(bytes: number): string {
  return `${Math.floor(bytes / megabyte)}M`;
}
