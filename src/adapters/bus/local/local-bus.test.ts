import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { busContract } from "../../../../testing/contracts/bus.contract.ts";
import type { BusHarness } from "../../../../testing/contracts/bus-harness.ts";
import type { Store } from "../../../ports/store.ts";
import { systemClock } from "../../host/system-clock.ts";
import { openSqliteStore } from "../../stores/sqlite/store.ts";
import { LocalBus } from "./local-bus.ts";

const childScript = fileURLToPath(
  import.meta.resolve("../../../../testing/contracts/local-bus-child.ts"),
);

busContract("local bus", () => createHarness());

/** Each bus has a store of its own, as in processes. */
function createHarness(): BusHarness {
  const folder = mkdtempSync(join(tmpdir(), "l2t-bus-"));
  const path = join(folder, "market_cache.db");
  const wakePath = join(folder, "bus.wake");
  const opened: { readonly bus: LocalBus; readonly store: Store }[] = [];
  return {
    open() {
      const store = openSqliteStore({ path, tables: [] });
      const bus = new LocalBus({ events: store.events, clock: systemClock, wakePath });
      opened.push({ bus, store });
      return bus;
    },
    childCommand: [process.execPath, childScript, path, wakePath],
    async dispose() {
      for (const { bus, store } of opened) {
        await bus.close();
        store.close();
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
