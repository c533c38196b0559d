import { Failure } from "../../base/failure.ts";
import { readSettings } from "../../config/settings.ts";
import type { Command } from "./command.ts";
import type { CliContext } from "./context.ts";
import { commandHelp, programHelp } from "./help.ts";
import { type ParsedLine, parseLine } from "./parse-arguments.ts";
import { readInput } from "./read-input.ts";
import { reportError } from "./report-error.ts";

export type CliHost = Omit<CliContext, "settings" | "commands"> & {
  readonly commands: readonly Command[];
};

/** What a command that is asked to stop may take to finish its work. */
const stopMsMax = 5_000;

/** Runs one command line to its end; returns the exit code and never throws. */
export async function runCommandLine(line: readonly string[], host: CliHost): Promise<number> {
  // Known before the options are read, for errors in reading them.
  const isVerbose = line.includes("--verbose") || isOn(host.environment["L2T_DEBUG"]);
  try {
    return await runParsed(parseLine(line, host.commands), host);
  } catch (error) {
    return await reportError(error, host.err, { isVerbose });
  }
}

async function runParsed(parsed: ParsedLine, host: CliHost): Promise<number> {
  const { command, asks } = parsed;
  if (asks === "version") {
    await host.out.write(`l2t ${host.version}\n`);
    return 0;
  }
  if (command === undefined) {
    await host.out.write(programHelp(host.out, host));
    return 0;
  }
  if (asks === "help") {
    await host.out.write(commandHelp(host.out, command));
    return 0;
  }
  const settings = readSettings(parsed.programFlags, host.environment);
  refuseFormat(command, settings);
  const input = readInput(command, parsed, host.environment);
  return Promise.race([
    command.run({ ...host, settings }, input),
    interruption(host, command.finishesOnStop ? stopMsMax : 0),
  ]);
}

/** Fails once the program was asked to stop and the grace is over. */
function interruption({ signal, clock }: CliHost, graceMs: number): Promise<never> {
  return new Promise((_, failed) => {
    const fail = async () => {
      await clock.sleep(graceMs);
      failed(new Failure("run.interrupted", "interrupted"));
    };
    if (signal.aborted) void fail();
    else signal.addEventListener("abort", () => void fail(), { once: true });
  });
}

function refuseFormat(
  command: Command,
  settings: { readonly json: boolean; readonly csv: boolean },
): void {
  for (const format of ["json", "csv"] as const) {
    if (!settings[format] || command.formats.includes(format)) continue;
    const offered = command.formats.map((name) => `--${name}`).join(" and ");
    const way = offered === "" ? "it prints text only" : `it has ${offered}`;
    throw new Failure("usage.invalid", `l2t ${command.name} has no --${format}; ${way}`);
  }
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && ["1", "true", "yes", "on"].includes(value.toLowerCase());
}
