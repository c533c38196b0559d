import { afterEach, beforeEach, expect, test } from "bun:test";
import { type MadeUpMachine, makeUpMachine } from "../../../testing/made-up-machine.ts";
import type { Failure } from "../../base/failure.ts";
import type { Clock } from "../../ports/clock.ts";
import { installationDefaults } from "./installation.ts";
import { rollBack, upgrade } from "./upgrade.ts";

const program = installationDefaults.program;
const database = `${installationDefaults.dataDir}/market_cache.db`;
const demoDatabase = `${installationDefaults.dataDir}/demo/market_cache.db`;
const startTsMs = Date.UTC(2026, 0, 5, 14, 30);

let machine: MadeUpMachine;
let said: string[];
beforeEach(() => {
  machine = makeUpMachine();
  said = [];
  machine.writeProgram(program, { version: "1.9.0" });
  machine.writeDatabase(database, ["old"]);
  machine.writeDatabase(demoDatabase, ["demo"]);
});
afterEach(() => machine.dispose());

function wish(
  file: string,
  options: { readonly allowDowngrade?: boolean; readonly afterMs?: number } = {},
) {
  let nowTsMs = startTsMs + (options.afterMs ?? 0);
  const clock: Clock = {
    nowMs: () => nowTsMs,
    async sleep(delayMs) {
      nowTsMs += delayMs;
    },
  };
  const say = (text: string) => void said.push(text);
  const { allowDowngrade = false } = options;
  const installation = installationDefaults;
  return { installation, file, allowDowngrade, readyMsMax: 30_000, clock, say };
}

async function failed(work: Promise<void>): Promise<Failure> {
  return work.then(
    () => {
      throw new Error("it was expected to fail");
    },
    (error: Failure) => error,
  );
}

/** What was called after the looks at versions. */
function changes(): readonly string[] {
  return machine.calls().filter((call) => !/--version$|^systemctl show/.test(call));
}

test("an upgrade stops, backs up, replaces, migrates and starts, in that order", async () => {
  machine.writeProgram("/opt/new/l2t", { version: "1.10.0", migration: "new" });
  await upgrade(machine.deployment, wish("/opt/new/l2t"));
  expect(changes()).toEqual([
    "systemctl stop learn2trade.target",
    "l2t-1.10.0 systemd install --no-start",
    "l2t-1.10.0 stats --json --data-dir /var/lib/learn2trade",
    "l2t-1.10.0 stats --json --data-dir /var/lib/learn2trade/demo",
    "systemctl start learn2trade.target",
  ]);
  expect(machine.text(program)).toContain("1.10.0");
  expect(machine.rowsOf(database)).toEqual(["old", "new"]);
  const folder = "/var/backups/learn2trade/upgrade-20260105T143000Z";
  expect(machine.text(`${folder}/l2t`)).toContain("1.9.0");
  expect(machine.rowsOf(`${folder}/market_cache.db`)).toEqual(["old"]);
  expect(machine.rowsOf(`${folder}/demo/market_cache.db`)).toEqual(["demo"]);
  expect(said.at(-1)).toBe("1.10.0 runs");
});

test("one that is not ready in time is taken back, databases and all, and says why", async () => {
  machine.writeProgram("/opt/new/l2t", { version: "1.10.0", migration: "new", isReady: false });
  const failure = await failed(upgrade(machine.deployment, wish("/opt/new/l2t")));
  expect(failure.code).toBe("host.unavailable");
  expect(failure.message).toContain("not ready within 30 s: the database is of another world");
  expect(machine.text(program)).toContain("1.9.0");
  expect(machine.rowsOf(database)).toEqual(["old"]);
  expect(machine.rowsOf(demoDatabase)).toEqual(["demo"]);
  expect(changes().slice(-3)).toEqual([
    "systemctl stop learn2trade.target",
    "l2t-1.9.0 systemd install --no-start",
    "systemctl start learn2trade.target",
  ]);
  expect(said).toContain("put 1.9.0 and its databases back");
});

test("a migration that fails is taken back", async () => {
  machine.writeProgram("/opt/new/l2t", { version: "1.10.0", migration: "fails" });
  const failure = await failed(upgrade(machine.deployment, wish("/opt/new/l2t")));
  expect(failure.message).toContain("the database is damaged");
  expect(machine.text(program)).toContain("1.9.0");
  expect(changes().at(-1)).toBe("systemctl start learn2trade.target");
});

test("services that do not start are a reason to go back", async () => {
  machine.writeProgram("/opt/new/l2t", { version: "1.10.0" });
  machine.failOnce("start");
  const failure = await failed(upgrade(machine.deployment, wish("/opt/new/l2t")));
  expect(failure.message).toContain("Job for learn2trade.target failed.");
  expect(machine.text(program)).toContain("1.9.0");
});

test("a database that cannot be backed up leaves all as it was, and running", async () => {
  machine.writeProgram("/opt/new/l2t", { version: "1.10.0" });
  machine.deployment.files.write(database, "no database at all", { mode: 0o600 });
  const failure = await failed(upgrade(machine.deployment, wish("/opt/new/l2t")));
  expect(failure.message).toContain(database);
  expect(machine.text(program)).toContain("1.9.0");
  expect(changes()).toEqual([
    "systemctl stop learn2trade.target",
    "systemctl start learn2trade.target",
  ]);
});

test.each([
  ["a file that is not there", undefined, "input.missing", "there is no file"],
  ["an older version", { version: "1.2.0" }, "input.invalid", "is 1.2.0, older than 1.9.0"],
  ["a program of another kind", { version: "two" }, "input.invalid", "is no l2t for this machine"],
] as const)("%s is refused before anything stops", async (_, facts, code, text) => {
  if (facts !== undefined) machine.writeProgram("/opt/new/l2t", facts);
  const failure = await failed(upgrade(machine.deployment, wish("/opt/new/l2t")));
  expect(failure.code).toBe(code);
  expect(failure.message).toContain(text);
  if (facts !== undefined) expect(changes()).toEqual([]);
});

test("an executable for another processor is refused", async () => {
  machine.deployment.files.write("/opt/new/l2t", "\u007fELF of elsewhere", { mode: 0o755 });
  const failure = await failed(upgrade(machine.deployment, wish("/opt/new/l2t")));
  expect(failure.message).toContain("is no l2t for this machine");
});

test("an older version goes where that is insisted on", async () => {
  machine.writeProgram("/opt/new/l2t", { version: "1.2.0" });
  await upgrade(machine.deployment, wish("/opt/new/l2t", { allowDowngrade: true }));
  expect(machine.text(program)).toContain("1.2.0");
});

test("the installed file itself changes nothing", async () => {
  await upgrade(machine.deployment, wish(program));
  expect(said).toEqual([`"${program}" is what is installed already; nothing to do`]);
});

test("a rollback by hand brings back the executable and the databases of before", async () => {
  machine.writeProgram("/opt/new/l2t", { version: "1.10.0", migration: "new" });
  await upgrade(machine.deployment, wish("/opt/new/l2t"));
  await rollBack(machine.deployment, wish(""));
  expect(machine.text(program)).toContain("1.9.0");
  expect(machine.rowsOf(database)).toEqual(["old"]);
});

test("an upgrade that was taken back leaves the rollback of the one before", async () => {
  machine.writeProgram("/opt/new/l2t", { version: "1.10.0", migration: "new" });
  await upgrade(machine.deployment, wish("/opt/new/l2t"));
  machine.writeProgram("/opt/broken/l2t", { version: "1.11.0", isReady: false });
  await failed(upgrade(machine.deployment, wish("/opt/broken/l2t", { afterMs: 60_000 })));
  await rollBack(machine.deployment, wish(""));
  expect(machine.text(program)).toContain("1.9.0");
  expect(machine.rowsOf(database)).toEqual(["old"]);
  const failure = await failed(rollBack(machine.deployment, wish("")));
  expect(failure.code).toBe("not.found");
});

test("a rollback without an upgrade is a failure that says so", async () => {
  const failure = await failed(rollBack(machine.deployment, wish("")));
  expect(failure.code).toBe("not.found");
});
