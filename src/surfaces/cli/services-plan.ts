import { join } from "node:path";
import { demoSeedDefault } from "../../config/service-options.ts";
import type { CliContext } from "./context.ts";
import { demoFolder } from "./store-access.ts";

/** What the demo market is wanted to be. */
export interface DemoWish {
  /** Undefined: as many as there are already. */
  readonly symbols: number | undefined;
  /** Simulated seconds per second. */
  readonly speed: number;
  readonly seed: number;
}

/** On what services work, wherever they run. */
export interface ServicesPlan {
  readonly dataDir: string;
  /** Null: real data, unless the store holds a demo market. */
  readonly demo: DemoWish | null;
  readonly host: string;
  readonly port: number;
  readonly version: string;
  readonly api: ApiWish;
}

/** Who may ask the API server, and what it writes down of that. */
export interface ApiWish {
  readonly accessLog: boolean;
  readonly corsOrigin: readonly string[];
  readonly trustLoopback: boolean;
  readonly requestsPerMinute: number;
}

/** The part of a plan that the command line gives as it is. */
export function plainPlan(
  { settings, version }: CliContext,
  options: ApiWish,
): Omit<ServicesPlan, "dataDir" | "demo"> {
  const { accessLog, corsOrigin, trustLoopback, requestsPerMinute } = options;
  const api = { accessLog, corsOrigin, trustLoopback, requestsPerMinute };
  return { host: settings.host, port: settings.port, version, api };
}

/**
 * Where a service works: with a demo in its own folder below the data directory, unless that is
 * the folder of a demo itself. Costs nothing without one.
 */
export async function planService(
  context: CliContext,
  options: DemoWish & ApiWish & { readonly demo: boolean },
): Promise<ServicesPlan> {
  const { program, settings } = context;
  const { dataDir } = settings;
  const { demo, symbols, speed, seed } = options;
  const facts = plainPlan(context, options);
  if (!demo) return { ...facts, dataDir, demo: null };
  const isOwn = await program.isSimulated(dataDir);
  const at = isOwn ? dataDir : demoFolderOf(dataDir, seed);
  return { ...facts, dataDir: at, demo: { symbols, speed, seed } };
}

/** Folder of the demo market in a data directory: one for each seed. */
export function demoFolderOf(dataDir: string, seed: number): string {
  return join(dataDir, seed === demoSeedDefault ? demoFolder : `${demoFolder}-${seed}`);
}

/** Words of a command line that mean a plan. */
export function wordsOf({ dataDir, demo, host, port, api }: ServicesPlan): readonly string[] {
  const words = [
    ...["--data-dir", dataDir, "--host", host, "--port", String(port)],
    ...(api.accessLog ? ["--access-log"] : []),
    ...(api.trustLoopback ? ["--trust-loopback"] : []),
    ...api.corsOrigin.flatMap((origin) => ["--cors-origin", origin]),
    ...["--requests-per-minute", String(api.requestsPerMinute)],
  ];
  if (demo === null) return words;
  const { symbols, speed, seed } = demo;
  const size = symbols === undefined ? [] : ["--symbols", String(symbols)];
  return [...words, "--demo", "--speed", String(speed), "--seed", String(seed), ...size];
}
