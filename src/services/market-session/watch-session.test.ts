import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomWalk } from "../../../testing/prices.ts";
import { dailyBars } from "../../../testing/scanner-input.ts";
import { openSqliteStore } from "../../adapters/stores/sqlite/store.ts";
import { Failure } from "../../base/failure.ts";
import type { Store } from "../../ports/store.ts";
import { scanners } from "../../scanners/registry.ts";
import type { SessionEvent } from "./session-status.ts";
import { WatchSession } from "./watch-session.ts";
import { WorkSize } from "./work-size.ts";

let folder: string;
let store: Store;
let events: SessionEvent[];
/** What happens while the session sleeps, one step each time; after the last one it is stopped. */
let steps: (() => void)[];
let nowMs: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-watch-"));
  store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: scanners });
  events = [];
  steps = [];
  nowMs = Date.UTC(2024, 0, 2);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

async function watch(watched: Store = store): Promise<string[]> {
  const stop = new AbortController();
  const clock = {
    nowMs: () => nowMs,
    sleep: async (delayMs: number) => {
      nowMs += delayMs;
      const step = steps.shift();
      if (step) step();
      else stop.abort();
    },
  };
  const onEvent = (event: SessionEvent) => events.push(event);
  const work = new WorkSize();
  await new WatchSession({ store: watched, clock, work, onEvent }).run(stop.signal);
  return events.map((event) =>
    event.kind === "scanned" ? `${event.report.interval} ${event.report.symbolCount}` : event.kind,
  );
}

function bring(symbol: string, progress: { rows: number; isComplete: boolean }): void {
  const key = { symbol, interval: "1d", adjustment: "split" } as const;
  const source = { provider: "test", feed: "made", isSimulated: false };
  store.bars.write(key, dailyBars(randomWalk({ seed: progress.rows, bars: 60 })), source);
  store.imports.setImportProgress({
    fileKey: "file",
    fileName: "file",
    rowsDone: progress.rows,
    bytesDone: 0,
    barsAdded: 0,
    barsChanged: 0,
    barsUnchanged: 0,
    rowsRejected: 0,
    rowsFlagged: 0,
    isComplete: progress.isComplete,
    updatedTsMs: nowMs,
  });
}

const nothing = () => undefined;

test("data is scanned at the start, and again only when an import has brought more", async () => {
  bring("A", { rows: 60, isComplete: true });
  steps = [nothing, nothing, () => bring("B", { rows: 120, isComplete: true }), nothing];
  expect(await watch()).toEqual(["1d 1", "1d 2"]);
});

test("while an import runs it is scanned now and then, and once more at its end", async () => {
  bring("A", { rows: 60, isComplete: true });
  const parts = Array.from({ length: 20 }, (_, part) => () => {
    bring(`B${part}`, { rows: 61 + part, isComplete: false });
  });
  steps = [...parts, () => bring("C", { rows: 999, isComplete: true })];
  const scans = await watch();
  // 42 seconds in steps of 2, at most one scan in 30 of them.
  expect(scans).toEqual(["1d 1", "1d 16", "1d 22"]);
});

test("a store that is busy is tried again, and that is told", async () => {
  bring("A", { rows: 60, isComplete: true });
  let isBusy = true;
  const bars = Object.create(store.bars) as Store["bars"];
  bars.transaction = (work) => {
    if (isBusy) throw new Failure("store.busy", "busy");
    return store.bars.transaction(work);
  };
  bars.series = (filter) => store.bars.series(filter);
  bars.readEach = (...all) => store.bars.readEach(...all);
  steps = [
    nothing,
    () => {
      isBusy = false;
    },
  ];
  const { signals, metadata, imports } = store;
  const busyStore = { ...store, bars, signals, metadata, imports } as Store;
  expect(await watch(busyStore)).toEqual(["notice", "notice", "1d 1"]);
});
