import { join } from "node:path";
import type { CliContext } from "./context.ts";
import { demoFolder } from "./store-access.ts";

/** Where `up` works and on what. */
export interface UpPlan {
  readonly dataDir: string;
  readonly isDemo: boolean;
  /** Symbols that a demo store has already; 0 without one. */
  readonly symbolsStored: number;
}

/** The seed that a demo has when the user names none. */
export const demoSeedDefault = 1;

/**
 * Real bars are served where there are any; everything else is the demo market. Simulated bars
 * live in a folder of their own, one for each seed, so that they never meet real ones.
 */
export async function planUp(
  context: CliContext,
  wish: { readonly isDemo: boolean; readonly seed: number },
): Promise<UpPlan> {
  const { dataDir } = context.settings;
  const own = await lookInto(context, dataDir);
  // Whoever names the demo's own folder means the demo.
  if (own.isSimulated) return { dataDir, isDemo: true, symbolsStored: own.symbolCount };
  if (own.symbolCount > 0 && !wish.isDemo) return { dataDir, isDemo: false, symbolsStored: 0 };
  const demoDir = join(dataDir, folderOf(wish.seed));
  const { symbolCount } = await lookInto(context, demoDir);
  return { dataDir: demoDir, isDemo: true, symbolsStored: symbolCount };
}

function folderOf(seed: number): string {
  return seed === demoSeedDefault ? demoFolder : `${demoFolder}-${seed}`;
}

async function lookInto({ program }: CliContext, dataDir: string) {
  if (!program.hasStore(dataDir)) return { symbolCount: 0, isSimulated: false };
  // For writing, since a database of an earlier version is brought up to date by that.
  const store = await program.openStore({ dataDir, isReadOnly: false });
  try {
    const series = store.bars.series();
    return {
      symbolCount: new Set(series.map(({ symbol }) => symbol)).size,
      isSimulated: series.some(({ source }) => source.isSimulated),
    };
  } finally {
    store.close();
  }
}
