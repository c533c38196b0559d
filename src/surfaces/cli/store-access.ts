import { join } from "node:path";
import { Failure } from "../../base/failure.ts";
import type { Store } from "../../ports/store.ts";
import type { CliContext } from "./context.ts";
import { demoFolder } from "./demo-folder.ts";

type Access = Pick<CliContext, "program" | "settings">;

/** Runs `work` on the open store and closes it afterwards. */
export async function withStore<T>(
  context: Access,
  options: { readonly isReadOnly: boolean },
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const { dataDir } = context.settings;
  requireStore(context);
  const store = await context.program.openStore({ dataDir, isReadOnly: options.isReadOnly });
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

/** The store that `up` would serve, which may be that of the demo market. */
export async function withServedStore<T>(
  { program, settings }: Access,
  work: (store: Store, dataDir: string) => Promise<T>,
): Promise<T> {
  const demoDir = join(settings.dataDir, demoFolder);
  const isDemo = !program.hasStore(settings.dataDir) && program.hasStore(demoDir);
  const dataDir = isDemo ? demoDir : settings.dataDir;
  const store = await program.openStore({ dataDir, isReadOnly: false });
  try {
    return await work(store, dataDir);
  } finally {
    store.close();
  }
}

/** Throws Failure not.found, with the ways to get data, when there is no database at all. */
function requireStore({ program, settings }: Access): void {
  const { dataDir } = settings;
  if (program.hasStore(dataDir)) return;
  const demoDir = join(dataDir, demoFolder);
  const also = program.hasStore(demoDir) ? `the demo market is in --data-dir ${demoDir}; ` : "";
  throw new Failure("not.found", `there is no data in "${dataDir}" yet; ${also}${waysIn}`);
}

/** The same for a database without bars. */
export function requireBars(store: Store, { settings }: Access): void {
  if (store.bars.series().length > 0) return;
  throw new Failure("not.found", `the store in "${settings.dataDir}" holds no bars; ${waysIn}`);
}

const waysIn =
  "read some with: l2t import FILE --interval 1d; or try a made-up market: l2t up --demo";
