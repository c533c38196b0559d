import type { WriteStream } from "node:tty";
import { failures } from "../base/failure.ts";
import type { Environment } from "../config/settings.ts";
import { colorChoice } from "../surfaces/cli/color.ts";
import { commands } from "../surfaces/cli/commands/registry.ts";
import type { CliHost } from "../surfaces/cli/run.ts";
import { composeProgram } from "./compose.ts";
import { terminalOutput } from "./terminal.ts";

/** Commands, and where they write. */
export interface Console extends Pick<CliHost, "commands" | "out" | "err" | "program"> {
  /** Resolves once everything is written. */
  flush(): Promise<void>;
}

export function fullConsole(line: readonly string[], environment: Environment): Console {
  const look = { choice: colorChoice(line, environment), environment };
  for (const stream of [process.stdout, process.stderr]) stream.on("error", endWithoutReader);
  return {
    commands,
    out: terminalOutput(process.stdout, look),
    err: terminalOutput(process.stderr, look),
    program: composeProgram(environment),
    async flush() {
      await Promise.all([flush(process.stdout), flush(process.stderr)]);
    },
  };
}

/** `l2t scan | head` is no error: whoever reads has seen enough. */
function endWithoutReader(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(0);
  process.stderr.write(`l2t: the output cannot be written: ${error.message}\n`);
  process.exit(failures["store.unavailable"].exit);
}

function flush(stream: WriteStream): Promise<void> {
  return new Promise((done) => {
    stream.write("", () => done());
  });
}
