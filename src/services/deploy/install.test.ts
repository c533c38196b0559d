import { afterEach, beforeEach, expect, test } from "bun:test";
import { statSync } from "node:fs";
import { join } from "node:path";
import { type MadeUpMachine, makeUpMachine } from "../../../testing/made-up-machine.ts";
import { limitTables } from "../../config/memory-limits.ts";
import { install, uninstall, unitPlan } from "./install.ts";
import { type Installation, installationDefaults, readInstallation } from "./installation.ts";

let machine: MadeUpMachine;
let said: string[];
beforeEach(() => {
  machine = makeUpMachine();
  said = [];
});
afterEach(() => machine.dispose());

async function run(
  changes: Partial<Installation> = {},
  options: { readonly isStarted?: boolean; readonly isDryRun?: boolean } = {},
): Promise<void> {
  const installation = { ...installationDefaults, ...changes };
  const plan = unitPlan(installation, { limits: limitTables.tight, systemdVersion: 252 });
  const { isStarted = true, isDryRun = false } = options;
  const say = (text: string) => void said.push(text);
  await install(machine.deployment, { installation, plan, isStarted, isDryRun, say });
}

const remove = (isPurged: boolean) =>
  uninstall(machine.deployment, {
    installation: readInstallation(machine.deployment.files) ?? installationDefaults,
    isPurged,
    say: (text) => void said.push(text),
  });

test("an install writes units, user, folder and settings, then enables and starts", async () => {
  await run();
  expect(machine.text("/etc/systemd/system/vpb-scanner.service")).toMatch(/^MemoryMax=\d+M$/m);
  expect(machine.text("/etc/sysusers.d/learn2trade.conf")).toStartWith("u learn2trade -");
  expect(machine.text("/etc/tmpfiles.d/learn2trade.conf")).toContain("/var/lib/learn2trade 0750");
  expect(machine.calls()).toEqual([
    "systemd-sysusers learn2trade.conf",
    "systemd-tmpfiles --create learn2trade.conf",
    "systemctl daemon-reload",
    "systemctl enable learn2trade.target",
    "systemctl start learn2trade.target",
  ]);
});

test("settings and secrets are for root alone", async () => {
  await run();
  const { mode } = statSync(join(machine.root, installationDefaults.envFile));
  expect(mode & 0o777).toBe(0o600);
});

test("a second install changes nothing and stops nothing", async () => {
  await run();
  const before = machine.calls().length;
  said = [];
  await run();
  expect(said).toEqual(["learn2trade.target starts with the machine", "learn2trade.target runs"]);
  expect(machine.calls().slice(before)).not.toContain("systemctl stop learn2trade.target");
});

test("settings of the user survive a second install", async () => {
  await run();
  const secret = "L2T_HTTP_PORT=9000\n";
  machine.deployment.files.write(installationDefaults.envFile, secret, { mode: 0o600 });
  await run({ scanners: "scheduled" });
  expect(machine.text(installationDefaults.envFile)).toBe(secret);
});

test("other options are taken over by a restart, and remembered", async () => {
  await run({ scanners: "scheduled" });
  expect(machine.exists("/etc/systemd/system/macd-scanner.timer")).toBe(true);
  const before = machine.calls().length;
  await run({ scanners: "live", totalMaxMb: 600 });
  expect(machine.exists("/etc/systemd/system/macd-scanner.timer")).toBe(false);
  expect(machine.text("/etc/systemd/system/learn2trade.slice")).toContain("MemoryMax=600M");
  expect(machine.calls().slice(before)[0]).toBe("systemctl stop learn2trade.target");
  expect(readInstallation(machine.deployment.files)?.totalMaxMb).toBe(600);
});

test("a dry run says what it would do and does nothing", async () => {
  await run({}, { isDryRun: true });
  expect(said).toContain("would write /etc/systemd/system/api-server.service");
  expect(machine.exists("/etc/systemd")).toBe(false);
  expect(machine.exists("/etc/learn2trade")).toBe(false);
});

test.each(["/home", "/run/data", "/tmp/x", "data", "/srv/a b", "/srv/../etc", "/srv/%h"])(
  "the data directory %p is refused before anything is written",
  async (dataDir) => {
    expect(run({ dataDir })).rejects.toThrow("--data-dir");
    expect(machine.exists("/etc/systemd")).toBe(false);
  },
);

test("an uninstall takes away what was installed and keeps data and settings", async () => {
  machine.writeProgram(installationDefaults.program, { version: "1.0.0" });
  machine.writeDatabase("/var/lib/learn2trade/market_cache.db", ["kept"]);
  await run();
  await remove(false);
  expect(machine.deployment.files.list("/etc/systemd/system")).toEqual([]);
  expect(machine.exists(installationDefaults.program)).toBe(false);
  expect(machine.rowsOf("/var/lib/learn2trade/market_cache.db")).toEqual(["kept"]);
  expect(machine.exists(installationDefaults.envFile)).toBe(true);
  const calls = machine.calls();
  expect(calls).toContain("systemctl stop learn2trade.target");
  expect(calls).toContain("systemctl disable learn2trade.target");
  expect(calls.at(-1)).toBe("systemctl daemon-reload");
});

test("a purge leaves nothing", async () => {
  machine.writeDatabase("/var/lib/learn2trade/market_cache.db", ["gone"]);
  await run();
  await remove(true);
  expect(machine.exists("/var/lib/learn2trade")).toBe(false);
  expect(machine.exists("/etc/learn2trade")).toBe(false);
  expect(machine.calls().at(-1)).toBe("userdel learn2trade");
});

test("an uninstall of nothing does nothing", async () => {
  await remove(false);
  expect(said).toHaveLength(1);
});
