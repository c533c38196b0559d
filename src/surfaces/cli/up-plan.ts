import type { CliContext } from "./context.ts";
import { liveOf, type ProviderWish, plainPlan } from "./plan-service.ts";
import { type ApiWish, type DemoWish, demoFolderOf, type ServicesPlan } from "./services-plan.ts";

/**
 * Where `up` works and on what. Live data of vendors that are set up comes first, then real bars
 * where there are any; everything else is the demo market. Simulated bars live in a folder of
 * their own, one for each seed, so that they never meet real ones.
 */
export async function planUp(
  context: CliContext,
  options: DemoWish & ApiWish & ProviderWish & { readonly demo: boolean },
): Promise<ServicesPlan> {
  const { program, settings } = context;
  const { dataDir } = settings;
  const { symbols, speed, seed } = options;
  const demo: DemoWish = { symbols, speed, seed };
  const facts = plainPlan(context, options);
  // Whoever names the demo's own folder means the demo.
  if (await program.isSimulated(dataDir)) return { ...facts, dataDir, demo, live: null };
  const live = options.demo ? null : liveOf(context, options);
  if (live !== null) return { ...facts, dataDir, demo: null, live };
  if (!options.demo && (await hasBars(context))) return { ...facts, dataDir, demo: null, live };
  return { ...facts, dataDir: demoFolderOf(dataDir, seed), demo, live };
}

async function hasBars({ program, settings }: CliContext): Promise<boolean> {
  const { dataDir } = settings;
  if (!program.hasStore(dataDir)) return false;
  // For writing, since a database of an earlier version is brought up to date by that.
  const store = await program.openStore({ dataDir, isReadOnly: false });
  try {
    return store.bars.series().length > 0;
  } finally {
    store.close();
  }
}
