import { writeSync } from "node:fs";
import { openSqliteStore } from "../../src/adapters/stores/sqlite/store.ts";
import { appendEvents } from "./store-events.contract.ts";
import { tidyForever, trendTable, writeBatchesForever } from "./store-harness.ts";
import { recordRounds } from "./store-providers.contract.ts";

/**
 * Started by the store contract: writes batches to the database it is given until it is killed,
 * tidies a live market until it is killed, publishes some events, or records some requests.
 */
const [, , path, work, label] = process.argv;
const store = openSqliteStore({ path: String(path), tables: [trendTable] });
if (work === "events") {
  appendEvents(store, String(label));
  store.close();
} else if (work === "ledger") {
  recordRounds(store);
  store.close();
} else {
  const tell = (count: number) => void writeSync(1, `${count}\n`);
  if (work === "tidy") tidyForever(store, tell);
  writeBatchesForever(store, tell);
}
