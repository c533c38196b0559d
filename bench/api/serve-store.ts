/** Serves a store as the service does and prints its address: serve-store.ts PATH NOW. */
import { openSqliteStore } from "../../src/adapters/stores/sqlite/store.ts";
import { scanners } from "../../src/scanners/registry.ts";
import { createApiServer } from "../../src/surfaces/http/server.ts";

const [path, now] = process.argv.slice(2);
if (path === undefined || now === undefined) throw new Error("usage: serve-store.ts PATH NOW");
const nowTsMs = Number(now);
const status = { isSimulated: true, marketTsMs: nowTsMs, activity: null, lastScanTsMs: nowTsMs };
const server = createApiServer({
  store: openSqliteStore({ path, tables: scanners }),
  clock: { nowMs: () => Date.now() },
  ...{ host: "127.0.0.1", port: 0, version: "bench", status: () => status },
});
console.log((await server.start()).url);
