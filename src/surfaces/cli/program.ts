import type { InputFile } from "../../ports/input-file.ts";
import type { Rasterizer } from "../../ports/rasterizer.ts";
import type { RejectFolder } from "../../ports/reject-file.ts";
import type { Store } from "../../ports/store.ts";

/** What the command line is given by src/app/compose.ts: the adapters behind their ports. */
export interface Program {
  /** Whether a data directory has a database. */
  hasStore(dataDir: string): boolean;
  /** Opens the database of a data directory; the caller closes it. Throws Failure store.*. */
  openStore(options: { readonly dataDir: string; readonly isReadOnly: boolean }): Promise<Store>;
  /** What FILE, DIR or - on the command line mean. Throws Failure input.*. */
  findInput(path: string): Promise<readonly InputFile[]>;
  /** Where rows that an import refuses are kept. */
  openRejects(dataDir: string, nowTsMs: number): Promise<RejectFolder>;
  openRasterizer(): Promise<Rasterizer>;
}
