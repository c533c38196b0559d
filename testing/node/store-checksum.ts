import { openSqliteStore } from "../../src/adapters/stores/sqlite/store.ts";
import { trendTable } from "../contracts/store-harness.ts";
import { expectSample, fillSample } from "../contracts/store-sample.ts";

/** Opens the database that it is given, fills it if asked to, and prints its checksum. */
const [, , path, work] = process.argv;
const store = openSqliteStore({ path: String(path), tables: [trendTable] });
if (work === "fill") fillSample(store);
expectSample(store);
while (store.bars.tidy({ seriesMax: 2 }));
console.log(store.bars.checksum());
store.close();
