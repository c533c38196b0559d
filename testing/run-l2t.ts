import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { resolve } from "node:path";

const launcher = resolve(import.meta.dir, "../bin/l2t");

export interface L2tRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Another program than bin/l2t, with its first words. */
  readonly program?: readonly string[];
}

/** Runs bin/l2t to its end, as a user with an empty environment would. */
export function runL2t(line: readonly string[], options: RunOptions): L2tRun {
  const { status, stdout, stderr } = spawnSync(launcher, line, {
    cwd: options.cwd,
    env: cleanEnvironment(options.env),
    encoding: "utf8",
    timeout: 60_000,
    maxBuffer: 256 * 2 ** 20,
    ...(options.input === undefined ? {} : { input: options.input }),
  });
  return { status, stdout, stderr };
}

/** Runs a line of shell in which "l2t" is bin/l2t. */
export function runShell(line: string, options: RunOptions): L2tRun {
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["-c", `l2t() { "${launcher}" "$@"; }\n${line}`],
    {
      cwd: options.cwd,
      env: cleanEnvironment(options.env),
      encoding: "utf8",
      timeout: 60_000,
    },
  );
  return { status, stdout, stderr };
}

/** A running bin/l2t. */
export interface L2tProcess {
  readonly child: ChildProcess;
  /** Everything that it has printed so far. */
  output(): string;
  /** Resolves to the first match in what it prints. Rejects when it ends without. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves to the exit code. */
  ended(): Promise<number | null>;
}

export function startL2t(line: readonly string[], options: RunOptions): L2tProcess {
  const [program = launcher, ...words] = options.program ?? [];
  const child = spawn(program, [...words, ...line], {
    cwd: options.cwd,
    env: cleanEnvironment(options.env),
    stdio: ["pipe", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
  }
  const end = new Promise<number | null>((done) => child.on("close", (code) => done(code)));
  let isOver = false;
  void end.then(() => {
    isOver = true;
  });
  return {
    child,
    output: () => text,
    async printed(pattern) {
      for (;;) {
        const match = pattern.exec(text);
        if (match) return match;
        if (isOver) throw new Error(`l2t ended without ${pattern}; it printed:\n${text}`);
        await Bun.sleep(20);
      }
    },
    ended: () => end,
  };
}

function cleanEnvironment(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { PATH = "/usr/bin:/bin" } = process.env;
  return { PATH, LANG: "C.UTF-8", ...env };
}
