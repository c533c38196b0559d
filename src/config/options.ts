import type { OptionTable, OptionValues } from "./option.ts";

/**
 * Settings of the whole program: the one table behind flags, environment variables, help,
 * .env.example and docs/reference/configuration.md. A flag comes before its environment variable,
 * which comes before the default.
 */
export const options = {
  dataDir: {
    kind: "text",
    flag: "data-dir",
    env: "L2T_DATA_DIR",
    placeholder: "DIR",
    default: "./data",
    help: "folder of the database; the demo market keeps one of its own below it",
  },
  host: {
    kind: "text",
    flag: "host",
    env: "L2T_HTTP_HOST",
    placeholder: "ADDRESS",
    default: "127.0.0.1",
    help: "address that the API server listens on; 0.0.0.0 opens it to the network",
  },
  port: {
    kind: "integer",
    flag: "port",
    env: "L2T_HTTP_PORT",
    placeholder: "PORT",
    min: 0,
    max: 65_535,
    default: 8_000,
    help: "port that the API server listens on; 0 takes any free one",
  },
  color: {
    kind: "choice",
    flag: "color",
    env: "L2T_COLOR",
    choices: ["auto", "always", "never"],
    default: "auto",
    help: "colours; auto: on a terminal only, NO_COLOR and FORCE_COLOR are heeded",
  },
  json: { kind: "switch", flag: "json", help: "print one JSON document" },
  csv: { kind: "switch", flag: "csv", help: "print comma-separated values with a header" },
  isQuiet: {
    kind: "switch",
    flag: "quiet",
    short: "q",
    env: "L2T_QUIET",
    help: "no progress and no hints, only results and errors",
  },
  isVerbose: {
    kind: "switch",
    flag: "verbose",
    env: "L2T_DEBUG",
    help: "with an error, print the stack of calls that led to it",
  },
} as const satisfies OptionTable;

export type Settings = OptionValues<typeof options>;

/** Variables that are ours but no settings of the program. */
export const internalVariables: Readonly<Record<string, string>> = {
  L2T_BUN: "program that bin/l2t runs instead of the Bun that npm installed",
  L2T_SCAN_SHARE: "share of a scan; l2t service NAME --once sets it for its workers",
};
