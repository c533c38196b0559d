import { spawn } from "node:child_process";
import type { ProgramRun } from "../../ports/deployment.ts";

interface RunOptions {
  readonly timeoutMs: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Characters of output that are kept: enough for any message. */
const outputLengthMax = 262_144;

/** Runs a program to its end without a shell; never throws. */
export function runProgram(
  line: readonly [program: string, ...args: string[]],
  options: RunOptions,
): Promise<ProgramRun> {
  return new Promise((done) => {
    const output = { stdout: "", stderr: "" };
    try {
      const child = start(line, options);
      for (const name of ["stdout", "stderr"] as const) {
        child[name].setEncoding("utf8").on("data", (text: string) => {
          output[name] = (output[name] + text).slice(0, outputLengthMax);
        });
      }
      child.once("error", (error) => done({ ...output, code: null, stderr: error.message }));
      child.once("close", (code, signal) => {
        const seconds = options.timeoutMs / 1_000;
        const ended = signal === null ? "" : `ended by ${signal} within ${seconds} s`;
        done({ ...output, code, stderr: output.stderr || ended });
      });
    } catch (error) {
      // A file that no processor here understands.
      done({ code: null, stdout: "", stderr: error instanceof Error ? error.message : "" });
    }
  });
}

function start(
  [program, ...args]: readonly [program: string, ...args: string[]],
  { environment, timeoutMs }: RunOptions,
) {
  return spawn(program, args, {
    env: { ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: timeoutMs,
    killSignal: "SIGKILL",
  });
}
