import type { OptionTable } from "./option.ts";

/** The tickers of the simulator are this many, rounded down. */
const demoSymbolsMax = 80_000;
export const demoSymbolsDefault = 500;
/** The seed that a demo has when the user names none. */
export const demoSeedDefault = 1;

/** Settings of the demo market, for `l2t up` and for services that an env file configures. */
export const demoOptions = {
  demo: {
    kind: "switch",
    flag: "demo",
    env: "L2T_DEMO",
    help: "the demo market, also where there is real data",
  },
  symbols: {
    kind: "integer",
    flag: "symbols",
    env: "L2T_DEMO_SYMBOLS",
    placeholder: "N",
    min: 1,
    max: demoSymbolsMax,
    help: `symbols of a new demo market, ${demoSymbolsDefault} without it`,
  },
  speed: {
    kind: "number",
    flag: "speed",
    env: "L2T_DEMO_SPEED",
    placeholder: "X",
    min: 0.01,
    max: 1_000_000,
    default: 60,
    help: "simulated seconds per second; nights and weekends are skipped",
  },
  seed: {
    kind: "integer",
    flag: "seed",
    env: "L2T_DEMO_SEED",
    placeholder: "S",
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    default: demoSeedDefault,
    help: "another seed is another market, in another folder",
  },
} as const satisfies OptionTable;

/** Settings of the scanner services; the names of the reference system. */
export const scannerOptions = {
  batchSize: {
    kind: "integer",
    flag: "batch-size",
    env: "SCANNER_BATCH_SIZE",
    placeholder: "N",
    min: 1,
    max: 10_000,
    default: 500,
    help: "scanners: series that are read, judged and written at a time",
  },
  workers: {
    kind: "integer",
    flag: "workers",
    env: "MAX_WORKERS",
    placeholder: "N",
    min: 1,
    max: 16,
    default: 1,
    help: "scanners with --once: processes that share the work, each with its own memory",
  },
} as const satisfies OptionTable;

/** Secrets and what only services read: from the environment alone, never on a command line. */
export const serviceVariables: Readonly<Record<string, string>> = {
  L2T_DISCORD_WEBHOOK: "address of the Discord webhook that is told of signals; none: nobody is",
};
