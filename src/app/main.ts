/** The program `l2t`: reads the command line, runs it, and ends with its exit code. */
import type { WriteStream } from "node:tty";
// An import and no reading of a file: a compiled program has no folder to look in.
import packageFacts from "../../package.json" with { type: "json" };
import { systemClock } from "../adapters/host/system-clock.ts";
import { failures } from "../base/failure.ts";
import { colorChoice } from "../surfaces/cli/color.ts";
import { commands } from "../surfaces/cli/commands/registry.ts";
import { runCommandLine } from "../surfaces/cli/run.ts";
import { composeProgram } from "./compose.ts";
import { terminalOutput } from "./terminal.ts";

const line = process.argv.slice(2);
const environment = process.env;
const look = { choice: colorChoice(line, environment), environment };
const stop = new AbortController();

for (const stream of [process.stdout, process.stderr]) stream.on("error", endWithoutReader);
for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, askToStop);

const exitCode = await runCommandLine(line, {
  version: packageFacts.version,
  commands,
  environment,
  out: terminalOutput(process.stdout, look),
  err: terminalOutput(process.stderr, look),
  clock: systemClock,
  signal: stop.signal,
  program: composeProgram(environment),
});
await Promise.all([flush(process.stdout), flush(process.stderr)]);
// Sockets of slow clients would keep the process for minutes.
process.exit(exitCode);

/** The first signal asks, the second one insists. */
function askToStop(): void {
  if (stop.signal.aborted) process.exit(failures["run.interrupted"].exit);
  stop.abort();
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
