import type { Store } from "../../ports/store.ts";

/** What the command line is given by src/app/compose.ts: the adapters behind their ports. */
export interface Program {
  /** Whether a data directory has a database. */
  hasStore(dataDir: string): boolean;
  /** Opens the database of a data directory; the caller closes it. Throws Failure store.*. */
  openStore(options: { readonly dataDir: string; readonly isReadOnly: boolean }): Promise<Store>;
}
