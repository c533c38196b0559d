import { spawn } from "node:child_process";
import type { ProgramRun } from "../../ports/deployment.ts";

/** Characters of output that are kept: enough for any message. */
const outputLengthMax = 262_144;

/** Runs a program to its end without a shell; never throws. */
export function runProgram(
  line: readonly [program: string, ...args: string[]],
  options: {
    readonly timeoutMs: number;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
): Promise<ProgramRun> {
  const [program, ...args] = line;
  return new Promise((done) => {
    const child = spawn(program, args, {
      env: { ...options.environment },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: options.timeoutMs,
      killSignal: "SIGKILL",
    });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        output[name] = (output[name] + text).slice(0, outputLengthMax);
      });
    }
    child.once("error", (error) => done({ ...output, code: null, stderr: error.message }));
    child.once("close", (code, signal) => {
      const ended =
        signal === null ? "" : `ended by ${signal} within ${options.timeoutMs / 1_000} s`;
      done({ ...output, code, stderr: output.stderr || ended });
    });
  });
}
