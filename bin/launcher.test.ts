import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const binDir = import.meta.dir;
const advice = `echo "Error: Bun's postinstall script was not run." >&2\nexit 1\n`;
const echoProgram = `
const [command] = process.argv.slice(2);
if (command === "pid") console.log(process.pid);
else if (command === "env") console.log(process.env.SECRET_OF_OTHERS ?? "none");
else if (command === "exit") process.exit(7);
else if (command === "abort") process.kill(process.pid, "SIGKILL");
else if (command === "wait") {
  for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => {
    console.log(name);
    process.exit(9);
  });
  setInterval(() => {}, 1000);
  console.log("ready");
} else console.log(JSON.stringify(process.argv.slice(2)));
`;

let scratch = "";
let checkout = "";

beforeAll(() => {
  // A blank in the path is part of every test.
  scratch = realpathSync(mkdtempSync(join(tmpdir(), "l2t launcher ")));
  checkout = makeCheckout("checkout");
  placeBun(checkout, "node_modules/@oven/bun-linux-x64/bin/bun");
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe("l2t runs src/app/main.ts", () => {
  test("with the arguments as given, from any folder", () => {
    const run = runL2t(join(checkout, "bin/l2t"), ["a", "b c", ""], { cwd: "/" });
    expect(run.stdout).toBe('["a","b c",""]\n');
  });

  test("through a chain of relative and absolute links", () => {
    mkdirSync(join(scratch, "links"), { recursive: true });
    symlinkSync("../checkout/bin/l2t", join(scratch, "links/relative"));
    symlinkSync(join(scratch, "links/relative"), join(scratch, "links/absolute"));
    expect(runL2t(join(scratch, "links/absolute"), ["x"]).stdout).toBe('["x"]\n');
  });

  test("through a linked folder", () => {
    symlinkSync(join(checkout, "bin"), join(scratch, "linked-bin"));
    expect(runL2t(join(scratch, "linked-bin/l2t"), ["x"]).stdout).toBe('["x"]\n');
  });

  test("when called by its bare name from its own folder", () => {
    const run = spawnSync("sh", ["l2t", "x"], options({ cwd: join(checkout, "bin") }));
    expect(run.stdout).toBe('["x"]\n');
  });

  test("without heeding a bunfig.toml of the folder it is called in", () => {
    const cwd = join(scratch, "other-project");
    mkdirSync(cwd);
    writeFileSync(join(cwd, "bunfig.toml"), 'preload = ["./absent.ts"]\n');
    expect(runL2t(join(checkout, "bin/l2t"), ["x"], { cwd }).stdout).toBe('["x"]\n');
  });

  test("without heeding an .env of the folder it is called in", () => {
    const cwd = join(scratch, "settings-of-others");
    mkdirSync(cwd);
    writeFileSync(join(cwd, ".env"), "SECRET_OF_OTHERS=1\n");
    expect(runL2t(join(checkout, "bin/l2t"), ["env"], { cwd }).stdout).toBe("none\n");
  });

  test("in the process of the shell, which leaves nothing beside it in memory", async () => {
    const child = spawn(join(checkout, "bin/l2t"), ["pid"], { env: cleanEnv() });
    const { stdout } = await finished(child);
    expect(Number(stdout)).toBe(child.pid ?? 0);
  });
});

describe("node bin/l2t", () => {
  test("passes arguments, output and exit code on", () => {
    const main = join(checkout, "bin/l2t");
    expect(spawnSync("node", [main, "a", "b c"], options()).stdout).toBe('["a","b c"]\n');
    expect(spawnSync("node", [main, "exit"], options()).status).toBe(7);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("forwards %s and waits for the end", async (name) => {
    const child = spawn("node", [join(checkout, "bin/l2t"), "wait"], { env: cleanEnv() });
    child.stdout.once("data", () => child.kill(name));
    expect(await finished(child)).toEqual({ code: 9, signal: null, stdout: `ready\n${name}\n` });
  });

  test("dies of the signal that killed the program", async () => {
    const child = spawn("node", [join(checkout, "bin/l2t"), "abort"], { env: cleanEnv() });
    expect((await finished(child)).signal).toBe("SIGKILL");
  });
});

describe("Bun is found", () => {
  test("in the package of the system where npm ran no install scripts", () => {
    const root = makeCheckout("no-scripts");
    placeBun(root, "node_modules/@oven/bun-linux-x64/bin/bun");
    writeProgram(join(root, "node_modules/bun/bin/bun.exe"), advice);
    expect(runL2t(join(root, "bin/l2t"), ["x"]).stdout).toBe('["x"]\n');
  });

  test("in the bun package where its install script moved it", () => {
    const root = makeCheckout("scripts");
    placeBun(root, "node_modules/bun/bin/bun.exe");
    expect(runL2t(join(root, "bin/l2t"), ["x"]).stdout).toBe('["x"]\n');
  });

  test("in the node_modules that the project itself is installed in", () => {
    const root = makeCheckout("user/node_modules/learn2trade");
    placeBun(join(scratch, "user"), "node_modules/bun/bin/bun.exe");
    expect(runL2t(join(root, "bin/l2t"), ["x"]).stdout).toBe('["x"]\n');
  });

  test("where L2T_BUN says", () => {
    const root = makeCheckout("override");
    const run = runL2t(join(root, "bin/l2t"), ["x"], { env: { L2T_BUN: process.execPath } });
    expect(run.stdout).toBe('["x"]\n');
  });

  test.each([
    ["Linux x86_64", "bun-linux-x64"],
    ["Linux aarch64", "bun-linux-aarch64"],
    ["Darwin x86_64", "bun-darwin-x64"],
    ["Darwin arm64", "bun-darwin-aarch64"],
    ["FreeBSD amd64", "bun-freebsd-x64"],
  ])("on %s in the package %s", (system, name) => {
    const root = makeCheckout(name);
    placeBun(root, `node_modules/@oven/${name}/bin/bun`);
    expect(runL2t(join(root, "bin/l2t"), ["x"], { system }).stdout).toBe('["x"]\n');
  });
});

describe("without Bun l2t ends with 69 and says", () => {
  test("where it looked and that npm ci mends it", () => {
    const root = makeCheckout("nothing");
    const run = runL2t(join(root, "bin/l2t"), []);
    expect(run.status).toBe(69);
    expect(run.stderr).toContain(join(root, "node_modules/@oven/bun-linux-x64/bin/bun"));
    expect(run.stderr).toContain(`run "npm ci" in ${root}`);
  });

  test("the same where only the advice text of the bun package is there", () => {
    const root = makeCheckout("advice-only");
    writeProgram(join(root, "node_modules/bun/bin/bun.exe"), advice);
    const run = runL2t(join(root, "bin/l2t"), []);
    expect(run.status).toBe(69);
    expect(run.stderr).toContain("cannot find Bun");
  });

  test("which system has none", () => {
    const run = runL2t(join(checkout, "bin/l2t"), [], { system: "MINGW64_NT x86_64" });
    expect(run.status).toBe(69);
    expect(run.stderr).toContain('no tested Bun for "MINGW64_NT x86_64"');
    expect(run.stderr).toContain("WSL");
  });

  test("that L2T_BUN is wrong", () => {
    const run = runL2t(join(checkout, "bin/l2t"), [], { env: { L2T_BUN: "/no/such/bun" } });
    expect(run.status).toBe(69);
    expect(run.stderr).toContain('L2T_BUN is "/no/such/bun"');
  });
});

/** The choice of docs/decisions/0001-runtime.md rests on this: one build serves every x64. */
describe("the pinned Bun on a processor without AVX2", () => {
  const emulator = Bun.which("qemu-x86_64") ?? Bun.which("qemu-x86_64-static");
  const canRun = emulator !== null && process.platform === "linux" && process.arch === "x64";
  if (!canRun) console.log("SKIPPED no-AVX2 test: needs Linux x64 and qemu-x86_64 (qemu-user)");

  test.skipIf(!canRun)("runs SQLite, JSON, regular expressions and column loops", () => {
    const program = `
      const { Database } = require("bun:sqlite");
      const db = new Database(":memory:");
      const row = db.query("SELECT sum(value) AS total FROM json_each('[1,2,3.5]')").get();
      const column = new Float64Array(100_000).fill(0.5).reduce((sum, value) => sum + value, 0);
      const text = JSON.parse(JSON.stringify({ text: "ä".repeat(1000) + "z" })).text;
      console.log(row.total, column, /[a-z]$/.test(text), text.indexOf("z"), Bun.hash("bars"));`;
    const bun = process.execPath;
    const old = spawnSync(String(emulator), ["-cpu", "Nehalem", bun, "-e", program], options());
    const here = spawnSync(bun, ["-e", program], options());
    expect(old.stdout).toBe(here.stdout);
    expect(here.stdout).toStartWith("6.5 50000 true 1000 ");
  });
});

function makeCheckout(name: string): string {
  const root = join(scratch, name);
  mkdirSync(join(root, "bin"), { recursive: true });
  mkdirSync(join(root, "src/app"), { recursive: true });
  for (const file of ["bun", "l2t"]) copyFileSync(join(binDir, file), join(root, "bin", file));
  writeFileSync(join(root, "package.json"), '{ "type": "module" }');
  writeFileSync(join(root, "src/app/main.ts"), echoProgram);
  return root;
}

function placeBun(root: string, path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(process.execPath, join(root, path));
}

function writeProgram(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** What `uname -sm` prints; the checkouts above hold the package of Linux on x64. */
  system?: string;
}

function runL2t(launcher: string, args: string[], run: RunOptions = {}) {
  return spawnSync(launcher, args, options(run));
}

function options({ cwd = scratch, env = {}, system }: RunOptions = {}) {
  return { cwd, env: { ...cleanEnv(system), ...env }, encoding: "utf8", timeout: 30_000 } as const;
}

/** The environment without L2T_BUN, with a `uname` that prints the wanted system. */
function cleanEnv(system = "Linux x86_64"): Record<string, string> {
  const folder = join(scratch, "path", system.replaceAll(/\W/g, "-"));
  if (!existsSync(folder)) {
    writeProgram(join(folder, "uname"), `#!/bin/sh\necho '${system}'\n`);
    writeProgram(join(folder, "getconf"), "#!/bin/sh\necho 'glibc 2.36'\n");
  }
  return { PATH: `${folder}:${process.env["PATH"]}`, HOME: resolve(scratch) };
}

interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
}

function finished(child: ReturnType<typeof spawn>): Promise<Finished> {
  let stdout = "";
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  return new Promise((done, failed) => {
    child.on("error", failed);
    child.on("close", (code, signal) => done({ code, signal, stdout }));
  });
}
