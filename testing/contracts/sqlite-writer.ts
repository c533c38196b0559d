import { writeSync } from "node:fs";
import { openSqliteStore } from "../../src/adapters/stores/sqlite/store.ts";
import { appendEvents } from "./store-events.contract.ts";
import { trendTable, writeBatchesForever } from "./store-harness.ts";

/**
 * Started by the store contract: writes batches to the database it is given until it is killed,
 * or publishes some events.
 */
const [, , path, work, label] = process.argv;
const store = openSqliteStore({ path: String(path), tables: [trendTable] });
if (work === "events") {
  appendEvents(store, String(label));
  store.close();
} else {
  writeBatchesForever(store, (batch) => {
    writeSync(1, `${batch}\n`);
  });
}
