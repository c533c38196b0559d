import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { storeContract } from "../../../../testing/contracts/store.contract.ts";
import { type StoreHarness, trendTable } from "../../../../testing/contracts/store-harness.ts";
import type { Store } from "../../../ports/store.ts";
import { openSqliteStore } from "./store.ts";

const writerScript = fileURLToPath(
  import.meta.resolve("../../../../testing/contracts/sqlite-writer.ts"),
);

storeContract("sqlite store", () => createHarness());

function createHarness(): StoreHarness {
  const folder = mkdtempSync(join(tmpdir(), "l2t-store-"));
  const path = join(folder, "market_cache.db");
  const open: Store[] = [];
  return {
    open(options = {}) {
      const store = openSqliteStore({ path, tables: [trendTable], ...options });
      open.push(store);
      return store;
    },
    writerCommand: [process.execPath, ...process.execArgv, writerScript, path],
    dispose() {
      for (const store of open) store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
