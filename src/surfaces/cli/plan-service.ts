import { Failure } from "../../base/failure.ts";
import { chooseProviders } from "../../config/provider-options.ts";
import type { CliContext } from "./context.ts";
import {
  type ApiWish,
  type DemoWish,
  demoFolderOf,
  type LiveWish,
  type ServicesPlan,
} from "./services-plan.ts";

/** What the command line says of live data. */
export interface ProviderWish {
  readonly providers: readonly string[];
  readonly universe: "watchlist" | "market";
}

/**
 * Where a service works: with a demo in its own folder below the data directory, unless that is
 * the folder of a demo itself. Costs nothing without one.
 */
export async function planService(
  context: CliContext,
  options: DemoWish & ApiWish & ProviderWish & { readonly demo: boolean },
): Promise<ServicesPlan> {
  const { program, settings } = context;
  const { dataDir } = settings;
  const { demo, symbols, speed, seed } = options;
  const facts = plainPlan(context, options);
  const live = liveOf(context, options);
  if (!demo) return { ...facts, dataDir, demo: null, live };
  const isOwn = await program.isSimulated(dataDir);
  const at = isOwn ? dataDir : demoFolderOf(dataDir, seed);
  return { ...facts, dataDir: at, demo: { symbols, speed, seed }, live: null };
}

/** The part of a plan that the command line gives as it is. */
export function plainPlan(
  { settings, version }: CliContext,
  options: ApiWish,
): Omit<ServicesPlan, "dataDir" | "demo" | "live"> {
  const { accessLog, corsOrigin, trustLoopback, requestsPerMinute } = options;
  const api = { accessLog, corsOrigin, trustLoopback, requestsPerMinute };
  return { host: settings.host, port: settings.port, version, api };
}

/**
 * The vendors that are set up, or null. Throws Failure config.invalid where one that is named
 * lacks its key.
 */
export function liveOf(
  { environment }: CliContext,
  { providers, universe }: ProviderWish,
): LiveWish | null {
  const chosen = chooseProviders(providers, environment);
  if (!chosen.ok) throw new Failure("config.invalid", chosen.error);
  return chosen.value === null ? null : { providers: chosen.value, universe };
}
