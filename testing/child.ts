import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A child process whose lines are read one by one. Runs under Bun and under Node. */
export interface Child {
  readonly pid: number;
  readonly lines: AsyncIterable<string>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts a command; what it writes to standard error is ours to see. */
export function startChild(
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Child {
  const [program, ...rest] = command;
  const child = spawn(String(program), rest, { stdio: ["ignore", "pipe", "inherit"], env });
  const ended = new Promise<Awaited<Child["ended"]>>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  return {
    pid: child.pid ?? 0,
    lines: createInterface({ input: child.stdout }),
    ended,
    kill: (signal) => void child.kill(signal),
  };
}
