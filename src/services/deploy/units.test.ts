import { afterAll, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { limitTables } from "../../config/memory-limits.ts";
import { scannerServices, serviceNames } from "../../domain/service-name.ts";
import type { UnitPlan } from "./unit-plan.ts";
import { deployUnits, wantedUnits } from "./units.ts";

const plan: UnitPlan = {
  // A program that exists here, since systemd-analyze looks for it.
  program: process.execPath,
  dataDir: "/var/lib/learn2trade",
  envFile: "/etc/learn2trade/learn2trade.env",
  limits: limitTables.tight,
  totalMaxBytes: undefined,
  scanners: "live",
  systemdVersion: 252,
};

/** Values of a key in a unit, in order. */
function values(unit: string, key: string, of: UnitPlan = plan): readonly string[] {
  const text = deployUnits(of).get(unit) ?? "";
  return [...text.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map(([, value]) => String(value));
}

describe("the units", () => {
  test("are six services, the slice that counts for them, and the target that starts them", () => {
    const services = serviceNames.map((name) => `${name}.service`);
    expect([...deployUnits(plan).keys()].sort()).toEqual(
      ["learn2trade.slice", "learn2trade.target", ...services].sort(),
    );
    expect(values("learn2trade.target", "Wants")).toEqual([services.join(" ")]);
    for (const name of services) expect(values(name, "Slice")).toEqual(["learn2trade.slice"]);
  });

  test("start in order: API server, worker, bot, scanners", () => {
    expect(values("api-server.service", "After")).toEqual(["network.target"]);
    expect(values("market-data-worker.service", "After")).toEqual([
      "network-online.target api-server.service",
    ]);
    expect(values("discord-bot.service", "After")).toEqual([
      "network-online.target api-server.service market-data-worker.service",
    ]);
    for (const name of scannerServices) {
      expect(values(`${name}.service`, "After")).toEqual([
        "api-server.service market-data-worker.service discord-bot.service",
      ]);
    }
  });

  test("limit memory and processor as the table says, and never swap", () => {
    const unit = "vpb-scanner.service";
    const of = { ...plan, limits: limitTables.reference };
    expect(values(unit, "MemoryMax", of)).toEqual(["120M"]);
    expect(values(unit, "MemoryHigh", of)).toEqual(["100M"]);
    expect(values(unit, "CPUQuota", of)).toEqual(["50%"]);
    expect(values("api-server.service", "CPUQuota", of)).toEqual([]);
    for (const name of serviceNames)
      expect(values(`${name}.service`, "MemorySwapMax")).toEqual(["0"]);
  });

  test("tell the runtime that memory is short, so that garbage does not pile up", () => {
    for (const name of serviceNames) {
      expect(values(`${name}.service`, "Environment")).toEqual(["BUN_JSC_forceRAMSize=67108864"]);
    }
  });

  test("cap the sum where that is wanted", () => {
    expect(values("learn2trade.slice", "MemoryMax")).toEqual([]);
    const of = { ...plan, totalMaxBytes: 700 * 2 ** 20 };
    expect(values("learn2trade.slice", "MemoryMax", of)).toEqual(["700M"]);
  });

  test.each(serviceNames)("%s: a soft limit never comes without a watchdog that kills", (name) => {
    const unit = `${name}.service`;
    expect(values(unit, "MemoryHigh")).toHaveLength(1);
    expect(values(unit, "Type")).toEqual(["notify"]);
    expect(Number(values(unit, "WatchdogSec")[0])).toBeLessThanOrEqual(30);
    expect(values(unit, "WatchdogSignal")).toEqual(["SIGKILL"]);
    expect(values(unit, "Restart")).toEqual(["always"]);
    // Back within a minute: what the watchdog waits, and the pause after it.
    expect(Number(values(unit, "RestartSec")[0])).toBeLessThanOrEqual(20);
    expect(values(unit, "StartLimitIntervalSec")).toEqual(["0"]);
  });

  test("wait longer with each failed start where systemd can", () => {
    const of = { ...plan, systemdVersion: 254 };
    expect(values("macd-scanner.service", "RestartSteps")).toEqual([]);
    expect(values("macd-scanner.service", "RestartSteps", of)).toEqual(["6"]);
    expect(values("macd-scanner.service", "RestartMaxDelaySec", of)).toEqual(["120"]);
  });

  test("write a folder outside /var/lib where that is the data directory, and nothing else", () => {
    expect(values("api-server.service", "StateDirectory")).toEqual(["learn2trade"]);
    const of = { ...plan, dataDir: "/srv/market" };
    expect(values("api-server.service", "StateDirectory", of)).toEqual([]);
    expect(values("api-server.service", "ReadWritePaths", of)).toEqual(["/srv/market"]);
  });

  test("run scanners by timers, one after the other, where a schedule is wanted", () => {
    const of: UnitPlan = { ...plan, scanners: "scheduled" };
    expect(wantedUnits(of).slice(2)).toEqual([
      "discord-bot.service",
      "ttm-squeeze-scanner.timer",
      "vpb-scanner.timer",
      "macd-scanner.timer",
    ]);
    const moments = scannerServices.flatMap((name) => values(`${name}.timer`, "OnCalendar", of));
    expect(new Set(moments).size).toBe(3);
    expect(values("vpb-scanner.service", "ExecStart", of)[0]).toEndWith(" --once");
    expect(values("vpb-scanner.service", "Type", of)).toEqual(["oneshot"]);
  });
});

const hasSystemd = Bun.which("systemd-analyze") !== null;
if (!hasSystemd) console.warn("SKIPPED: no systemd-analyze here to check the units with");

describe.skipIf(!hasSystemd)("systemd itself", () => {
  const folders = new Map(
    (["live", "scheduled"] as const).map((scanners) => [scanners, writeUnits(scanners)]),
  );
  afterAll(() => {
    for (const folder of folders.values()) rmSync(folder, { recursive: true, force: true });
  });

  test.each([...folders])("finds nothing wrong with units for %s scanners", (_, folder) => {
    const run = analyze(folder, "verify", ...[...deployUnits(plan).keys()]);
    expect(run.stderr).toBe("");
    expect(run.status).toBe(0);
  });

  test.each(serviceNames)("rates the exposure of %s at 1.5 or less", (name) => {
    for (const folder of folders.values()) {
      const path = join(folder, `${name}.service`);
      const run = analyze(folder, "security", "--offline=yes", "--threshold=15", path);
      expect(run.stdout).toContain("Overall exposure level");
      expect(run.status, run.stdout.split("\n").at(-2) ?? run.stderr).toBe(0);
    }
  });

  test("rates a service with more rights above a limit", () => {
    const folder = mkdtempSync(join(tmpdir(), "l2t-units-"));
    const text = deployUnits(plan).get("api-server.service") ?? "";
    writeFileSync(join(folder, "loose.service"), text.replace("PrivateDevices=yes\n", ""));
    const path = join(folder, "loose.service");
    const run = analyze(folder, "security", "--offline=yes", "--threshold=10", path);
    rmSync(folder, { recursive: true });
    expect(run.status).toBe(1);
  });
});

function writeUnits(scanners: UnitPlan["scanners"]): string {
  const folder = mkdtempSync(join(tmpdir(), "l2t-units-"));
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of deployUnits({ ...plan, scanners })) {
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

function analyze(folder: string, ...line: string[]) {
  return spawnSync("systemd-analyze", ["--no-pager", ...line], {
    cwd: folder,
    // The trailing colon keeps the folders of the system, for the targets that are waited for.
    env: { PATH: process.env["PATH"], LANG: "C.UTF-8", SYSTEMD_UNIT_PATH: `${folder}:` },
    encoding: "utf8",
  });
}
