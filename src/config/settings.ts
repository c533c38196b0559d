import { Failure } from "../base/failure.ts";
import { apiOptions } from "./api-options.ts";
import { type GivenValue, type OptionSpec, type OptionTable, readOption } from "./option.ts";
import { internalVariables, options, type Settings } from "./options.ts";
import { providerOptions, providerVariables } from "./provider-options.ts";
import { demoOptions, scannerOptions, serviceVariables } from "./service-options.ts";
import { didYouMean } from "./suggest.ts";

export type Environment = Readonly<Record<string, string | undefined>>;
/** What stands on the command line, by name in the table of options. */
export type GivenFlags = Readonly<Record<string, GivenValue>>;

const prefix = "L2T_";
/** Variables of the test suites; the program itself ignores them. */
const testPrefix = "L2T_TEST_";

/** The program's settings. Throws Failure usage.invalid or config.invalid with the bad value. */
export function readSettings(flags: GivenFlags, environment: Environment): Settings {
  refuseUnknownVariables(environment);
  const settings = readOptions(options, flags, environment) as Settings;
  if (settings.json && settings.csv) {
    throw new Failure("usage.invalid", "--json and --csv exclude each other; give one of them");
  }
  return settings;
}

/** Values of a table: flag, then environment variable, then default. */
export function readOptions(
  table: OptionTable,
  flags: GivenFlags,
  environment: Environment,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [key, spec] of Object.entries(table)) {
    values[key] = readValue(spec, flags[key], environment);
  }
  return values;
}

function readValue(spec: OptionSpec, flag: GivenValue, environment: Environment): unknown {
  // An empty variable is how shells and compose files say "not set".
  const variable = spec.env === undefined ? undefined : environment[spec.env] || undefined;
  const isFromEnvironment = flag === undefined && variable !== undefined;
  const name = isFromEnvironment ? `${spec.env}` : `--${spec.flag}`;
  const read = readOption(spec, name, isFromEnvironment ? [variable] : flag);
  if (read.ok) return read.value;
  throw new Failure(isFromEnvironment ? "config.invalid" : "usage.invalid", read.error);
}

function refuseUnknownVariables(environment: Environment): void {
  const tables = [options, apiOptions, demoOptions, scannerOptions, providerOptions];
  const specs: readonly OptionSpec[] = tables.flatMap((table) => Object.values(table));
  const known = [
    ...specs.flatMap(({ env }) => env ?? []),
    ...Object.keys({ ...serviceVariables, ...providerVariables, ...internalVariables }),
  ];
  for (const name of Object.keys(environment)) {
    if (!name.startsWith(prefix) || name.startsWith(testPrefix) || known.includes(name)) continue;
    const way = didYouMean(name, known) || `; known are ${known.join(", ")}`;
    throw new Failure("config.invalid", `the environment variable "${name}" is unknown${way}`);
  }
}
