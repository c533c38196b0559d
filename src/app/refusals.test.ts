/** What the program says and returns when it cannot do what was asked. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCsv } from "../../testing/made-csv.ts";
import { runL2t, runShell, startL2t } from "../../testing/run-l2t.ts";
import { commands } from "../surfaces/cli/commands/registry.ts";

let cwd = "";

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "l2t-refusals-"));
  writeFileSync(join(cwd, "bars.csv"), makeCsv({ seed: 3, symbols: 3, days: 60 }));
  writeFileSync(join(cwd, "empty.csv"), "");
  writeFileSync(
    join(cwd, "header.csv"),
    "symbol,date,open,high,low,volume\nA,2023-01-03,1,1,1,1\n",
  );
  mkdirSync(join(cwd, "no-files"));
  mkdirSync(join(cwd, "broken"));
  writeFileSync(join(cwd, "broken/market_cache.db"), "this is no database, and long enough to see");
  expect(runL2t(["import", "bars.csv"], { cwd }).status).toBe(0);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe("one line and an exit code for", () => {
  test.each([
    ["scna", 64, 'there is no command "scna"; did you mean "scan"?'],
    ["scan ttm", 64, 'did you mean "ttm-squeeze"?'],
    ["scan --limt 3", 64, 'has no option "--limt"; did you mean "--limit"?'],
    ["scan --limit x", 64, "--limit is a whole number from 0"],
    ["scan --as-of yesterday", 64, '"yesterday" is not a date; use YYYY-MM-DD'],
    ["scan --filter fird", 64, 'did you mean "fired"?'],
    ["scan vpb --dialect lazybear", 64, "use one of standard, legacy"],
    ["scan macd --param fastBars=1", 64, 'fastBars is between 2 and 100, not "1"'],
    ["scan --symbols NOPE", 69, 'the store has no bars of "NOPE"'],
    ["scan --interval 5m", 69, "no 5m bars can be made from what is there: 1d"],
    ["scan --as-of 2001-01-02", 69, "give --as-of a later date"],
    ["scan macd --param slowBars=5", 64, 'fastBars is below slowBars, not "12"'],
    ["scan --json --csv", 64, "--json and --csv exclude each other"],
    ["scan --data-dir nowhere", 69, "l2t import FILE --interval 1d; or try a made-up market"],
    ["scan --data-dir broken", 74, "is damaged or no database of learn2trade"],
    ["stats --csv", 64, "l2t stats has no --csv; it has --json"],
    ["explain NOPE", 69, 'the store has no bars of "NOPE"'],
    ["explain macd:A:1d:2023-01-01:abcdef", 69, "list them with: l2t signals"],
    ["chart", 64, "l2t chart needs a SYMBOL"],
    ["chart S0000 --out picture.gif", 64, "ends neither in .png nor in .svg"],
    ["chart S0000 --out no/such/folder/a.svg", 73, "cannot be written (ENOENT)"],
    ["chart S000 --bars 5", 64, "--bars is a whole number from 10 to 500"],
    ["export --out no/such/folder/a.csv", 73, "cannot be written (ENOENT)"],
    ["export --interval 5m", 69, "the store has no such bars"],
    ["import nothing.csv", 66, '"nothing.csv" does not exist'],
    ["import no-files", 66, "has no .csv or .csv.gz file in it"],
    ["import empty.csv", 65, '"empty.csv" is empty'],
    ["import header.csv", 65, "has no column close"],
    ["import bars.csv --interval 2d", 64, "--interval is one of 1m, 5m"],
    ["import bars.csv --interval 5m", 65, "bars.csv"],
    ["import bars.csv --adjusted --raw", 64, "exclude each other"],
    ["import bars.csv --timezone Mars", 64, "Mars"],
    ["up --symbols 0", 64, "--symbols is a whole number from 1 to 80000"],
    ["help scna", 64, 'did you mean "scan"?'],
  ])("l2t %s", (line, status, message) => {
    const run = runL2t(line.split(" "), { cwd });
    expect(run.stderr).toContain(message);
    expect(run.stderr).toStartWith("l2t: ");
    expect(run.stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(run.stdout).toBe("");
    expect(run.status).toBe(status);
  });

  test("an unknown variable of the environment", () => {
    const run = runL2t(["stats"], { cwd, env: { L2T_DATADIR: "x" } });
    expect(run.stderr).toContain('did you mean "L2T_DATA_DIR"?');
    expect(run.status).toBe(78);
  });

  test("a port that is taken, by its number and the flag", async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as { port: number };
    const run = startL2t(["up", "--demo", "--symbols", "2", "--port", String(port)], { cwd });
    expect(await run.ended()).toBe(71);
    expect(run.output()).toContain(`cannot listen on "127.0.0.1" port "${port}"`);
    expect(run.output()).toContain("--port");
    server.close();
  });
});

test("--verbose adds the stack that led to an error", () => {
  const { stderr } = runL2t(["scan", "--data-dir", "broken", "--verbose"], { cwd });
  expect(stderr).toMatch(/^l2t: .*\n[\s\S]*\n\s+at /);
  expect(stderr).toContain("caused by");
});

test("an output that nobody reads to its end is no error", () => {
  const { status, stdout, stderr } = runShell("set -o pipefail; l2t export | head -1", { cwd });
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toBe("symbol,date,open,high,low,close,volume\n");
});

test("an interrupted import ends with 130 and keeps what it has", async () => {
  const run = startL2t(["import", "-", "--data-dir", "cut"], { cwd });
  const rows = makeCsv({ seed: 1, symbols: 400, days: 300 });
  run.child.stdin?.on("error", () => undefined);
  run.child.stdin?.write(rows);
  await Bun.sleep(700);
  run.child.kill("SIGINT");
  expect(await run.ended()).toBe(130);
  expect(run.output()).toContain("l2t: ");
  expect(runL2t(["stats", "--data-dir", "cut"], { cwd }).status).toBe(0);
});

describe("help", () => {
  test.each(commands.map((command) => [command.name, command] as const))(
    "of %s",
    (name, command) => {
      const asked = runL2t(["help", name], { cwd });
      expect(runL2t([name, "--help"], { cwd })).toEqual(asked);
      expect(asked.status).toBe(0);
      expect(asked.stdout).toContain(`Usage  l2t ${name}`);
      for (const { flag } of Object.values(command.options)) {
        expect(asked.stdout).toContain(`--${flag}`);
      }
      for (const { line } of command.examples) expect(asked.stdout).toContain(`l2t ${line}`);
      const widest = Math.max(...asked.stdout.split("\n").map((text) => [...text].length));
      expect(widest, "the help fits into 80 columns").toBeLessThanOrEqual(80);
    },
  );

  test("without a command lists all of them", () => {
    const { stdout, status } = runL2t([], { cwd });
    for (const { name, summary } of commands) {
      expect(stdout).toMatch(new RegExp(`^  ${name} +${summary.slice(0, 30)}`, "m"));
    }
    expect(status).toBe(0);
  });
});

describe("colours", () => {
  const colorStart = "\u001b[";

  test("are not in what is piped", () => {
    expect(runL2t(["scanners"], { cwd }).stdout).not.toContain(colorStart);
    expect(runL2t(["scna"], { cwd }).stderr).not.toContain(colorStart);
  });

  test("are there when asked for, by flag or FORCE_COLOR", () => {
    expect(runL2t(["scanners", "--color", "always"], { cwd }).stdout).toContain(colorStart);
    expect(runL2t(["scanners"], { cwd, env: { FORCE_COLOR: "1" } }).stdout).toContain(colorStart);
  });

  test("are not in JSON", () => {
    expect(runL2t(["scan", "--json", "--color", "always"], { cwd }).stdout).not.toContain(
      colorStart,
    );
  });

  const script = Bun.which("script");
  if (script === null) console.log("SKIPPED colours on a terminal: needs script (bsdutils)");
  test.skipIf(script === null)("are there on a terminal, unless NO_COLOR is set", () => {
    const line = 'script -qec "$L2T scanners" /dev/null < /dev/null';
    const env = { L2T: join(import.meta.dir, "../../bin/l2t"), TERM: "xterm" };
    expect(runShell(line, { cwd, env }).stdout).toContain(colorStart);
    const plain = runShell(line, { cwd, env: { ...env, NO_COLOR: "1" } }).stdout;
    expect(plain).toContain("ttm-squeeze");
    expect(plain).not.toContain(colorStart);
  });
});
