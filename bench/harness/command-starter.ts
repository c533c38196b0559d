/** Starts the command of its arguments and prints as JSON what it said and took. */
import type { StartedCommand } from "./measured-command.ts";

const startMs = performance.now();
const child = Bun.spawn(process.argv.slice(2), { stdout: "pipe", stderr: "pipe" });
const [stdout, stderr] = await Promise.all([
  new Response(child.stdout).text(),
  new Response(child.stderr).text(),
]);
const code = await child.exited;
const wallMs = performance.now() - startMs;
const use = child.resourceUsage();
const started: StartedCommand = {
  code,
  stdout,
  stderr,
  wallMs,
  cpuMs: use ? Number(use.cpuTime.total) / 1_000 : Number.NaN,
  peakMb: use ? use.maxRSS / 2 ** 20 : Number.NaN,
};
console.log(JSON.stringify(started));
