import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../src/adapters/stores/sqlite/store.ts";
import { Failure } from "../src/base/failure.ts";
import type { InputFile } from "../src/ports/input-file.ts";
import type { Store } from "../src/ports/store.ts";
import {
  type ImportOptions,
  type ImportRequest,
  importBars,
} from "../src/services/import/import-bars.ts";
import type { ImportReport } from "../src/services/import/report.ts";
import { MadeFile, MadeRejects } from "./import-inputs.ts";

/** A real store in a folder of its own, to import into. */
export class ImportHarness {
  readonly rejects = new MadeRejects();
  readonly store: Store;
  readonly #folder = mkdtempSync(join(tmpdir(), "l2t-import-"));
  /** Later than any made or recorded bar. */
  #nowMs = Date.parse("2035-01-01T00:00:00Z");

  constructor() {
    this.store = openSqliteStore({ path: join(this.#folder, "market.db"), tables: [] });
  }

  /** Imports files, or the text of one called "bars.csv", as daily bars unless told otherwise. */
  import(
    input: string | InputFile | readonly InputFile[],
    options: Partial<ImportOptions> = {},
    request: Partial<ImportRequest> = {},
  ): Promise<ImportReport> {
    const one = typeof input === "string" ? new MadeFile("bars.csv", input) : input;
    return importBars({
      store: this.store,
      files: Array.isArray(one) ? one : [one as InputFile],
      rejects: this.rejects,
      clock: { nowMs: () => this.#nowMs++, sleep: () => Promise.resolve() },
      options: { interval: "1d", adjustment: "split", ...options },
      ...request,
    });
  }

  /** The failure that an import ends in. */
  async failure(...given: Parameters<ImportHarness["import"]>): Promise<Failure> {
    try {
      await this.import(...given);
    } catch (error) {
      if (error instanceof Failure) return error;
      throw error;
    }
    throw new Error("the import did not fail");
  }

  dispose(): void {
    this.store.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
