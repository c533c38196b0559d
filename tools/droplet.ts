/**
 * `npm run droplet`: the six services on a machine of 961 MB with real systemd, as a user would
 * install them; by hand, since it takes half an hour and a virtual machine. ../shared/droplet
 * boots that machine; its processor is emulated and 13 to 40 times slower than this one.
 *
 *   DROPLET_DIR        folder of its image (../shared/droplet/work)
 *   DROPLET_SYMBOLS    symbols of the demo market (8000)
 *   DROPLET_SPEED      simulated seconds per second (1)
 *   DROPLET_MINUTES    between the two measurements (10)
 *   DROPLET_PATIENCE   factor on what systemd waits for a start and a sign of life (10)
 *   DROPLET_STEPS      only these steps of tools/droplet/guest.sh, which lists them
 *   DROPLET_OUT        folder for journals and measurements (dist/droplet)
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { buildProgram, builtPath } from "./build.ts";
import { fillDemo } from "./droplet/fill-demo.ts";

const root = resolve(import.meta.dir, "..");
const machine = resolve(root, "../shared/droplet");
const { env } = process;
const work = env["DROPLET_DIR"] ?? resolve(machine, "work");
const out = env["DROPLET_OUT"] ?? resolve(root, "dist/droplet");
const symbols = Number(env["DROPLET_SYMBOLS"] ?? 8_000);
const files = resolve(root, "dist/droplet-files");
const runSecondsMax = 7_200;

if (!existsSync(resolve(machine, "run.sh"))) {
  console.error(`npm run droplet needs ${machine}, which boots the virtual machine`);
  process.exit(69);
}
run(resolve(machine, "build.sh"), [], { DROPLET_DIR: work });
await gatherFiles();
process.exitCode = run(
  resolve(machine, "run.sh"),
  [resolve(root, "tools/droplet/guest.sh"), files, out],
  { DROPLET_DIR: work, DROPLET_TIMEOUT: String(runSecondsMax) },
);

/** What the machine gets: executables, units of a service that leaks, a market with its history. */
async function gatherFiles(): Promise<void> {
  rmSync(files, { recursive: true, force: true });
  mkdirSync(files, { recursive: true });
  buildProgram(builtPath);
  copyFileSync(builtPath, resolve(files, "l2t"));
  // The same version with other bytes: what an upgrade may be.
  buildProgram(resolve(files, "l2t-newer"), { isMinified: true });
  for (const name of ["leak", "broken"]) compile(name);
  const settings = {
    SYMBOLS: symbols,
    SPEED: env["DROPLET_SPEED"] ?? 1,
    MINUTES: env["DROPLET_MINUTES"] ?? 10,
    PATIENCE: env["DROPLET_PATIENCE"] ?? 10,
    STEPS: `"${env["DROPLET_STEPS"] ?? ""}"`,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(resolve(files, "settings.sh"), lines.join(""));
  // Made up here: the emulated processor would take most of an hour for it.
  const market = resolve(root, `dist/droplet-market-${symbols}`);
  await fillDemo(builtPath, { dataDir: market, symbols });
  cpSync(market, resolve(files, "data"), { recursive: true });
}

function compile(name: string): void {
  const source = resolve(root, `tools/droplet/${name}.ts`);
  run(process.execPath, ["build", "--compile", source, "--outfile", resolve(files, name)], {});
}

function run(program: string, line: readonly string[], more: Record<string, string>): number {
  const { status } = spawnSync(program, line, { env: { ...env, ...more }, stdio: "inherit" });
  return status ?? 1;
}
