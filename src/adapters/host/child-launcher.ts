import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { serviceEnvironment } from "../../domain/service-environment.ts";
import type { ServiceName } from "../../domain/service-name.ts";
import type {
  LaunchedProcess,
  ProcessHandlers,
  ProcessLauncher,
} from "../../ports/process-launcher.ts";
import { readProcessMessage } from "./process-message.ts";

export interface ChildLauncherOptions {
  /** Program and words that run a service. */
  readonly lineOf: (service: ServiceName) => readonly [program: string, ...words: string[]];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Of a line that does not end; the rest begins another one. */
const lineLengthMax = 4_096;

/** Makes the kernel kill a child of ours with its parent, also one that hangs or is stopped. */
const endsWithParent = { BUN_FEATURE_FLAG_NO_ORPHANS: "1" } as const;

/** Starts services as children, with a channel for their signs of life. */
export class ChildLauncher implements ProcessLauncher {
  readonly #options: ChildLauncherOptions;

  constructor(options: ChildLauncherOptions) {
    this.#options = options;
  }

  launch(service: ServiceName, handlers: ProcessHandlers): LaunchedProcess {
    const [program, ...words] = this.#options.lineOf(service);
    const child = spawn(program, words, {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // Out of reach of ctrl-C, which a terminal sends to all: the order of the end is ours.
      detached: true,
      env: { ...serviceEnvironment, ...this.#options.environment, ...endsWithParent },
    });
    for (const stream of [child.stdout, child.stderr]) readLines(stream, handlers.onLine);
    child.on("message", (value) => {
      const message = readProcessMessage(value);
      if (message !== null) handlers.onMessage(message);
    });
    tellEnd(child, handlers);
    return {
      get pid() {
        return child.pid;
      },
      kill: (signal) => void child.kill(signal),
    };
  }
}

/** After its last line, and once, however it ended. */
function tellEnd(child: ChildProcess, { onLine, onEnd }: ProcessHandlers): void {
  let isTold = false;
  const tell = (end: Parameters<typeof onEnd>[0]) => {
    if (!isTold) onEnd(end);
    isTold = true;
  };
  child.on("error", (error) => {
    onLine(`cannot be started: ${error.message}`);
    if (child.pid === undefined) tell({ code: null, signal: null });
  });
  child.on("close", (code, signal) => tell({ code, signal }));
}

function readLines(stream: Readable | null, onLine: (line: string) => void): void {
  let rest = "";
  stream?.setEncoding("utf8");
  stream?.on("data", (part: string) => {
    const lines = (rest + part).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
    if (rest.length < lineLengthMax) return;
    onLine(rest);
    rest = "";
  });
  stream?.on("end", () => {
    if (rest !== "") onLine(rest);
  });
}
