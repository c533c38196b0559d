import { writeSync } from "node:fs";
import { openSqliteStore } from "../../src/adapters/stores/sqlite/store.ts";
import { trendTable, writeBatchesForever } from "./store-harness.ts";

/** Started by the store contract, which kills it: writes batches to the database it is given. */
const store = openSqliteStore({ path: String(process.argv[2]), tables: [trendTable] });
writeBatchesForever(store, (batch) => {
  writeSync(1, `${batch}\n`);
});
