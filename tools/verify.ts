/**
 * `npm run verify`: everything that a change has to pass, quickest first, up to the first failure.
 * `--without-tests` leaves the tests out; .ci/run does so and runs them last, with their output.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";

const root = resolve(import.meta.dir, "..");

interface Step {
  name: string;
  /** A script of package.json with its arguments. */
  script: readonly string[];
  /** The step waits for this file to exist. */
  needs?: string;
}

const steps: readonly Step[] = [
  { name: "format and lint", script: ["lint"] },
  { name: "types", script: ["types"] },
  { name: "unused code", script: ["knip"] },
  { name: "generated docs", script: ["docs", "--", "--check"], needs: "tools/docs.ts" },
  { name: "tests", script: ["test"] },
];

const withoutTests = process.argv.includes("--without-tests");
process.exitCode = await verify(steps.filter(({ name }) => !(withoutTests && name === "tests")));

async function verify(steps: readonly Step[]): Promise<number> {
  const nameLengthMax = Math.max(...steps.map((step) => step.name.length));
  const startedMs = performance.now();
  for (const step of steps) {
    const label = step.name.padEnd(nameLengthMax);
    if (step.needs !== undefined && !existsSync(resolve(root, step.needs))) {
      console.log(`  none  ${label}           ${step.needs} does not exist`);
      continue;
    }
    const stepStartedMs = performance.now();
    const { exitCode, output } = await runScript(step.script);
    const seconds = showSeconds(performance.now() - stepStartedMs);
    if (exitCode !== 0) {
      console.log(output.trimEnd());
      console.log(`\n  FAIL  ${label}  ${seconds}  repeat it: npm run ${step.script.join(" ")}`);
      return 1;
    }
    console.log(`  ok    ${label}  ${seconds}  ${closingLine(output)}`);
  }
  console.log(
    `  ok    ${"all".padEnd(nameLengthMax)}  ${showSeconds(performance.now() - startedMs)}`,
  );
  return 0;
}

function runScript(script: readonly string[]): Promise<{ exitCode: number; output: string }> {
  return new Promise((done, failed) => {
    const child = spawn("npm", ["run", "--silent", ...script], { cwd: root });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.on("error", failed);
    child.on("close", (code) => done({ exitCode: code ?? 1, output }));
  });
}

function closingLine(output: string): string {
  return output.trimEnd().split("\n").at(-1) ?? "";
}

function showSeconds(spanMs: number): string {
  return `${(spanMs / 1000).toFixed(1).padStart(6)} s`;
}
