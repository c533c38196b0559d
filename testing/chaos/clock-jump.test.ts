/** The clock of the machine is set while all services run. */
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/adapters/host/system-clock.ts";
import { openSqliteStore } from "../../src/adapters/stores/sqlite/store.ts";
import { makeService } from "../../src/app/compose-services.ts";
import { runServices } from "../../src/app/run-service.ts";
import { oneProcess, serviceNames } from "../../src/domain/service-name.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Store } from "../../src/ports/store.ts";
import { scanners } from "../../src/scanners/registry.ts";
import { simulatedNowMs } from "../../src/services/scan/market-clock.ts";
import { demoPlan } from "../service-plan.ts";
import { verifyLedger } from "./verify-ledger.ts";

const hourMs = 3_600_000;
const waitMsMax = 60_000;

/** The system's clock, set forward or back. */
class SetClock implements Clock {
  offsetMs = 0;

  nowMs(): number {
    return systemClock.nowMs() + this.offsetMs;
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(delayMs, signal);
  }
}

async function moves(store: Store): Promise<void> {
  const from = simulatedNowMs(store.metadata) ?? 0;
  const endMs = performance.now() + waitMsMax;
  while ((simulatedNowMs(store.metadata) ?? 0) < from + hourMs) {
    if (performance.now() > endMs) throw new Error("the market stands still");
    await Bun.sleep(50);
  }
}

test.each([
  ["three days forward", 72 * hourMs],
  ["an hour back", -hourMs],
])(
  "set %s, the market goes on, no service is taken for dead and no signal is lost",
  async (_, jumpMs) => {
    const dataDir = mkdtempSync(join(tmpdir(), "l2t-clock-"));
    const clock = new SetClock();
    const stop = new AbortController();
    const lines: string[] = [];
    const onNotice = (text: string) => void lines.push(text);
    const demo = { seed: 1, symbols: 20, speed: 3_600 };
    const plan = demoPlan({ dataDir, demo });
    const run = runServices({
      ...{ role: oneProcess, names: serviceNames, dataDir, environment: {}, clock },
      ...{ signal: stop.signal, onLine: onNotice },
      make: (name, parts) => makeService(name, parts, { plan, environment: {}, onNotice }),
    });
    const path = join(dataDir, "market_cache.db");
    const store = openSqliteStore({ path, tables: scanners });
    try {
      await moves(store);
      const afterId = store.events.newestId();
      await moves(store);
      clock.offsetMs += jumpMs;
      await moves(store);
      await moves(store);
      stop.abort();
      expect([lines, await run]).toEqual([lines, 0]);
      for (const definition of scanners.filter(({ screen }) => screen !== undefined)) {
        const untilId = store.events.offset(`${definition.scanner}-scanner`) ?? 0;
        const found = verifyLedger(store, { definition, afterId, untilId });
        expect(found.momentCount).toBeGreaterThan(10);
        expect(found).toMatchObject({ missing: [], strange: [], twice: [], untrue: [] });
      }
    } finally {
      stop.abort();
      await run;
      store.close();
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
  180_000,
);
