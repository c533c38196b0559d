import type { CliContext } from "./context.ts";
import { type ApiWish, type DemoWish, demoFolderOf, type ServicesPlan } from "./services-plan.ts";

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

/** The part of a plan that the command line gives as it is. */
export function plainPlan(
  { settings, version }: CliContext,
  options: ApiWish,
): Omit<ServicesPlan, "dataDir" | "demo"> {
  const { accessLog, corsOrigin, trustLoopback, requestsPerMinute } = options;
  const api = { accessLog, corsOrigin, trustLoopback, requestsPerMinute };
  return { host: settings.host, port: settings.port, version, api };
}
