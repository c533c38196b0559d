/** Commands that install, upgrade and back up, as a user meets them. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCsv } from "../../testing/made-csv.ts";
import { runL2t, startL2t } from "../../testing/run-l2t.ts";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "l2t-deploy-"));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const run = (...line: string[]) => runL2t(line, { cwd });

function importBars(): string {
  writeFileSync(join(cwd, "bars.csv"), makeCsv({ seed: 1, symbols: 3, days: 60 }));
  expect(run("import", "bars.csv").status).toBe(0);
  return run("export").stdout;
}

describe("l2t systemd", () => {
  test("print shows every unit with the options that were given", () => {
    const { status, stdout } = run(
      ...["systemd", "print", "--limits", "reference", "--data-dir", "/srv/market"],
    );
    expect(status).toBe(0);
    expect(stdout.match(/^# ---- /gm)).toHaveLength(8);
    expect(stdout).toContain("MemoryMax=120M");
    expect(stdout).toContain("ReadWritePaths=/srv/market");
  });

  test.skipIf(existsSync("/run/systemd/system"))(
    "install and status are refused where systemd does not run the machine",
    () => {
      for (const action of ["install", "status"]) {
        const { status, stderr } = run("systemd", action, "--dry-run");
        expect(stderr).toContain("systemd does not run this machine");
        expect(stderr).toContain("l2t up --processes");
        expect(status).toBe(71);
      }
    },
  );

  test("refuses an action that it does not know", () => {
    const { status, stderr } = run("systemd", "instal");
    expect(stderr).toContain("install, uninstall, print, status");
    expect(status).toBe(64);
  });
});

describe("l2t upgrade", () => {
  test("takes a file or --rollback, not both and not neither", () => {
    for (const line of [["upgrade"], ["upgrade", "x", "--rollback"]]) {
      expect(run(...line).stderr).toContain("takes a FILE, or --rollback");
    }
  });

  test.skipIf(existsSync("/etc/learn2trade/install.json"))(
    "is refused where nothing is installed, or to anyone but root",
    () => {
      const { status, stderr } = run("upgrade", "./l2t");
      expect(stderr).toMatch(/l2t systemd install first|run it as root/);
      expect(status).toBe(71);
    },
  );
});

describe("l2t backup and restore", () => {
  test("bring back the same bars, and keep what was there", () => {
    const before = importBars();
    const { status, stdout } = run("backup", "copies");
    expect(status).toBe(0);
    const [copy = ""] = readdirSync(join(cwd, "copies"));
    expect(stdout).toContain(copy);
    rmSync(join(cwd, "data/market_cache.db"));
    writeFileSync(join(cwd, "bars.csv"), makeCsv({ seed: 2, symbols: 1, days: 60 }));
    expect(run("import", "bars.csv").status).toBe(0);
    const restored = run("restore", join("copies", copy));
    expect(restored.stderr).toBe("");
    expect(restored.stdout).toContain("market_cache.db.before-restore");
    expect(run("export").stdout).toBe(before);
  });

  test("copy while a program writes, and are refused while it would be replaced", async () => {
    importBars();
    const up = startL2t(["up", "--port", "0", "--no-open"], { cwd });
    try {
      await up.printed(/http:\/\/127\.0\.0\.1:\d+\//);
      expect(run("backup", "copy.db").status).toBe(0);
      const { status, stderr } = run("restore", "copy.db");
      expect(stderr).toContain(String(up.child.pid));
      expect(status).toBe(71);
    } finally {
      up.child.kill("SIGTERM");
      await up.ended();
    }
    expect(run("restore", "copy.db").status).toBe(0);
  });

  test("name the file that is no copy", () => {
    importBars();
    writeFileSync(join(cwd, "torn.db"), "torn");
    const { status, stderr } = run("restore", "torn.db");
    expect(stderr).toContain("torn.db");
    expect(status).toBe(74);
    expect(run("export").status).toBe(0);
  });
});
