import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDemoMarket } from "../src/adapters/providers/demo/market.ts";
import { openSqliteStore } from "../src/adapters/stores/sqlite/store.ts";
import { assert } from "../src/base/assert.ts";
import { parseLocalDate } from "../src/domain/local-date.ts";
import { newYorkTsMs } from "../src/domain/new-york.ts";
import type { Store } from "../src/ports/store.ts";
import { prepareRun, type ScannerRun } from "../src/scanners/define.ts";
import { scanners } from "../src/scanners/registry.ts";
import { fillHistory } from "../src/services/fill-history.ts";
import { scanAndSave } from "../src/services/scan/save-scan.ts";

/** A real store in a folder of its own, filled with a small simulated market and scanned. */
export interface MadeUpMarket {
  readonly store: Store;
  readonly symbols: readonly string[];
  /** After the close of the newest session: nothing is stale. */
  readonly nowTsMs: number;
  /** Closes the store and removes its folder. */
  remove(): void;
}

export interface MadeUpOptions {
  readonly symbols: number;
  readonly seed?: number;
  /** Newest session, "2024-06-28". */
  readonly lastDate?: string;
  readonly days?: number;
  /** false leaves the bars unscanned. */
  readonly isScanned?: boolean;
}

const closeMinute = 16 * 60;
const minuteMs = 60_000;

export async function makeUpMarket(options: MadeUpOptions): Promise<MadeUpMarket> {
  const { symbols, seed = 7, lastDate = "2024-06-28", days = 320, isScanned = true } = options;
  const folder = mkdtempSync(join(tmpdir(), "l2t-market-"));
  const date = parseLocalDate(lastDate);
  assert(date.ok, `"${lastDate}" is a date`);
  const nowTsMs = newYorkTsMs(date.value, closeMinute) + 12 * minuteMs;
  const clock = { nowMs: () => nowTsMs };
  const store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: scanners, clock });
  const market = createDemoMarket({ seed, symbols });
  await fillHistory({ store: store.bars, market, days, toDate: date.value });
  if (isScanned) scanAll(store, nowTsMs);
  return {
    store,
    symbols: market.symbols,
    nowTsMs,
    remove: () => {
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function scanAll(store: Store, nowTsMs: number): void {
  const runs: ScannerRun[] = scanners.map((definition) => {
    const run = prepareRun(definition);
    assert(run.ok, `${definition.scanner} runs with its defaults`);
    return run.value;
  });
  scanAndSave(
    store,
    { runs, interval: "1d", nowTsMs },
    { definitions: scanners, scannedTsMs: nowTsMs },
  );
}
