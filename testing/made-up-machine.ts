import { Database } from "bun:sqlite";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runProgram } from "../src/adapters/host/run-program.ts";
import { systemFilesBelow } from "../src/adapters/host/system-files.ts";
import { SystemdUnits } from "../src/adapters/host/systemd-units.ts";
import { copyDatabase } from "../src/adapters/stores/sqlite/copy-database.ts";
import type { Deployment } from "../src/ports/deployment.ts";

/**
 * A machine in a folder: real files, real programs, and a systemctl that only remembers. Services
 * it starts are ready when the installed program is one that works.
 */
export interface MadeUpMachine {
  readonly root: string;
  readonly deployment: Deployment;
  /** Calls of systemctl and its relatives so far, oldest first. */
  calls(): readonly string[];
  /** Makes a verb of systemctl fail, once. */
  failOnce(verb: string): void;
  /** A shell script that answers as l2t does. */
  writeProgram(path: string, facts: MadeUpProgram): void;
  writeDatabase(path: string, rows: readonly string[]): void;
  rowsOf(path: string): readonly string[];
  text(path: string): string;
  exists(path: string): boolean;
  dispose(): void;
}

export interface MadeUpProgram {
  readonly version: string;
  /** A column that its migration adds to every database; a text "fails" makes it fail. */
  readonly migration?: string;
  readonly isReady?: boolean;
}

const systemctl = `#!/bin/bash
echo "systemctl $*" >> "$STATE/calls"
if [ -e "$STATE/fail-$1" ]; then rm "$STATE/fail-$1"; echo "Job for $2 failed." >&2; exit 1; fi
case $1 in
  --version) echo 'systemd 252 (252.39-1~deb12u1)' ;;
  start) touch "$STATE/active" ;;
  stop) rm -f "$STATE/active" ;;
  show)
    state=inactive; [ ! -e "$STATE/active" ] || state=active
    shift 4
    for unit in "$@"; do
      printf 'ActiveState=%s\\nStatusText=%s\\nMainPID=0\\nNRestarts=2\\n' $state "$unit = fine"
      printf 'Result=success\\nLoadState=loaded\\n\\n'
    done ;;
esac
`;
const relative = `#!/bin/bash
echo "$(basename "$0") $*" >> "$STATE/calls"
`;

export function makeUpMachine(): MadeUpMachine {
  const root = mkdtempSync(join(tmpdir(), "l2t-machine-"));
  const at = (path: string) => join(root, path);
  const state = at("state");
  mkdirSync(state);
  writeScript(at("bin/systemctl"), systemctl);
  for (const name of ["systemd-sysusers", "systemd-tmpfiles", "userdel"]) {
    writeScript(at(`bin/${name}`), relative);
  }
  const environment = {
    PATH: `${at("bin")}:/usr/bin:/bin`,
    STATE: state,
    ROOT: root,
    BUN: process.execPath,
  };
  const deployment: Deployment = {
    units: new SystemdUnits({ environment, declarations: "learn2trade.conf", bootedFolder: root }),
    files: systemFilesBelow(root),
    ownProgram: undefined,
    isRoot: true,
    run: ([program, ...args]) => {
      const path = program.startsWith("/") ? at(program) : program;
      return runProgram([path, ...args], { timeoutMs: 20_000, environment });
    },
    async whyNotReady() {
      const program = readFileSync(at("/usr/local/bin/l2t"), "utf8");
      return program.includes("# ready") ? undefined : "the database is of another world";
    },
    databasePath: (dataDir) => join(dataDir, "market_cache.db"),
    databases: (dataDir) =>
      ["", "demo"]
        .map((folder) => join(dataDir, folder, "market_cache.db"))
        .filter((path) => existsSync(at(path))),
    copyDatabase: async (from, to) => copyDatabase(at(from), at(to)),
    claim: () => ({ release: () => undefined }),
  };
  return {
    root,
    deployment,
    calls: () => readFileSync(join(state, "calls"), "utf8").trim().split("\n"),
    failOnce: (verb) => writeFileSync(join(state, `fail-${verb}`), ""),
    writeProgram: (path, facts) => writeScript(at(path), programText(facts)),
    writeDatabase(path, rows) {
      mkdirSync(dirname(at(path)), { recursive: true });
      const database = new Database(at(path));
      database.run("PRAGMA journal_mode = wal");
      database.run("CREATE TABLE words (word TEXT)");
      for (const row of rows) database.run("INSERT INTO words VALUES (?)", [row]);
      database.close();
    },
    rowsOf(path) {
      const database = new Database(at(path), { readonly: true });
      const rows = database.query("SELECT word FROM words ORDER BY rowid").values();
      database.close();
      return rows.map(([word]) => String(word));
    },
    text: (path) => readFileSync(at(path), "utf8"),
    exists: (path) => existsSync(at(path)),
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** The migration of a script adds a row to the database that it is shown. */
/** Runs a statement on a database: both are arguments. */
const runSql = 'new (require("bun:sqlite").Database)(process.argv[1]).run(process.argv[2])';

function programText({ version, migration, isReady = true }: MadeUpProgram): string {
  const migrate =
    migration === "fails"
      ? "echo 'l2t: the database is damaged' >&2; exit 74"
      : migration === undefined
        ? ":"
        : `"$BUN" -e '${runSql}' "$ROOT$4/market_cache.db" \
             "INSERT INTO words VALUES ('${migration}')"`;
  return `#!/bin/bash
${isReady ? "# ready" : ""}
echo "l2t-${version} $*" >> "$STATE/calls"
case $1 in
  --version) echo "l2t ${version}" ;;
  stats) ${migrate} ;;
esac
`;
}

function writeScript(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}
