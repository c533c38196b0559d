import { LocalBus } from "../../src/adapters/bus/local/local-bus.ts";
import { systemClock } from "../../src/adapters/host/system-clock.ts";
import { openSqliteStore } from "../../src/adapters/stores/sqlite/store.ts";
import { runBusChild } from "./bus-child.ts";

/** Started by the bus contract: a process on the database and the wake file that it is given. */
const [, , path, wakePath, ...work] = process.argv;
const { events } = openSqliteStore({ path: String(path), tables: [] });
const bus = new LocalBus({ events, clock: systemClock, wakePath: String(wakePath) });
await runBusChild(bus, work);
