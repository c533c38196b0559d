/** The program `l2t`: reads the command line, runs it, and ends with its exit code. */
// An import and no reading of a file: a compiled program has no folder to look in.
import packageFacts from "../../package.json" with { type: "json" };
import { systemClock } from "../adapters/host/system-clock.ts";
import { failures } from "../base/failure.ts";
import { reportError } from "../surfaces/cli/report-error.ts";
import { runCommandLine } from "../surfaces/cli/run.ts";
import type { Console } from "./console.ts";
import { endOnBug } from "./end-on-bug.ts";

const line = process.argv.slice(2);
const environment = process.env;
const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, askToStop);

const console = await openConsole();
endOnBug((error) => reportError(error, console.err, { isVerbose: true }));
const exitCode = await runCommandLine(line, {
  version: packageFacts.version,
  environment,
  clock: systemClock,
  signal: stop.signal,
  ...console,
});
await console.flush();
// Sockets of slow clients would keep the process for minutes.
process.exit(exitCode);

/** A service shares a small machine with five others: it loads no other command, no terminal. */
async function openConsole(): Promise<Console> {
  if (line[0] === "service") {
    const { serviceConsole } = await import("./service-console.ts");
    return serviceConsole(environment);
  }
  const { fullConsole } = await import("./console.ts");
  return fullConsole(line, environment);
}

/** The first signal asks, the second one insists. */
function askToStop(): void {
  if (stop.signal.aborted) process.exit(failures["run.interrupted"].exit);
  stop.abort();
}
