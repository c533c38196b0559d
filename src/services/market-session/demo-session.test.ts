import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DemoFeed } from "../../adapters/providers/demo/feed.ts";
import { createDemoMarket } from "../../adapters/providers/demo/market.ts";
import { openSqliteStore } from "../../adapters/stores/sqlite/store.ts";
import { fromYearMonthDay } from "../../domain/local-date.ts";
import { newYorkTsMs } from "../../domain/new-york.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import { scanners } from "../../scanners/registry.ts";
import { marketNowMs, simulatedNowMs } from "../scan/market-clock.ts";
import { DemoSession, type DemoSessionOptions } from "./demo-session.ts";
import type { SessionEvent } from "./session-status.ts";
import { WorkSize } from "./work-size.ts";

const market = createDemoMarket({ seed: 4, symbols: 12 });
/** A Friday evening after the close. */
const fridayCloseTsMs = newYorkTsMs(fromYearMonthDay(2025, 11, 21), 960);
const fridayNightTsMs = fridayCloseTsMs + 3_600_000;
const mondayOpenTsMs = newYorkTsMs(fromYearMonthDay(2025, 11, 24), 570);
const clock: Clock = { nowMs: () => fridayNightTsMs, sleep: () => Bun.sleep(0) };

let folder: string;
let store: Store;
let events: SessionEvent[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-demo-"));
  store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: scanners });
  events = [];
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

function session(untilTsMs: number, options: Partial<DemoSessionOptions> = {}): DemoSession {
  return new DemoSession({
    store,
    clock,
    market,
    feedInterval: "5m",
    openFeed: (fromTsMs) =>
      new DemoFeed({ market, clock, fromTsMs, untilTsMs, speed: Number.POSITIVE_INFINITY }),
    historyDays: 60,
    storeBytesMax: 1e9,
    work: new WorkSize(),
    onEvent: (event) => events.push(event),
    ...options,
  });
}

const never = new AbortController().signal;

describe("a demo market", () => {
  test("begins at the end of the last session, filled and scanned", async () => {
    const demo = session(fridayCloseTsMs);
    expect(demo.status()).toMatchObject({ isSimulated: true, lastScanTsMs: null });
    await demo.run(never);
    const kinds = events.filter(({ kind }) => kind !== "filling").map(({ kind }) => kind);
    expect(kinds).toEqual(["filled", "scanned", "filled", "scanned"]);
    const [info] = store.bars.series({ interval: "1d" });
    expect(info).toMatchObject({
      barCount: 60,
      lastTsMs: newYorkTsMs(fromYearMonthDay(2025, 11, 21), 0),
    });
    expect(demo.status()).toMatchObject({ lastScanTsMs: fridayCloseTsMs, activity: null });
    expect(demo.status().marketTsMs).toBe(fridayCloseTsMs);
    for (const { scanner } of scanners) expect(store.signals.latest(scanner).length).toBe(24);
  });

  test("lives on a clock of its own that the store keeps", async () => {
    const untilTsMs = mondayOpenTsMs + 20 * 60_000;
    await session(untilTsMs).run(never);
    expect(simulatedNowMs(store.metadata)).toBe(untilTsMs);
    expect(marketNowMs(store.metadata, clock)).toBe(untilTsMs);
    const newest = Math.max(...store.bars.series({ interval: "5m" }).map((info) => info.lastTsMs));
    expect(newest).toBe(untilTsMs - 5 * 60_000);
    const reports = events.flatMap((event) => (event.kind === "scanned" ? [event.report] : []));
    expect(reports.slice(2).map(({ interval }) => interval)).toEqual(["5m", "5m", "5m", "5m"]);
    expect(reports.at(-1)?.nowTsMs).toBe(untilTsMs);
  });

  test("in two runs holds the same bars as in one", async () => {
    const untilTsMs = mondayOpenTsMs + 60 * 60_000;
    await session(mondayOpenTsMs + 30 * 60_000).run(never);
    await session(untilTsMs).run(never);
    const other = openSqliteStore({ path: join(folder, "other.db"), tables: scanners });
    await session(untilTsMs, { store: other }).run(never);
    expect(store.bars.checksum()).toBe(other.bars.checksum());
    other.close();
  });

  test("at the end of a session has its daily bars, scanned", async () => {
    await session(newYorkTsMs(fromYearMonthDay(2025, 11, 24), 960)).run(never);
    const [info] = store.bars.series({ interval: "1d" });
    expect(info?.lastTsMs).toBe(newYorkTsMs(fromYearMonthDay(2025, 11, 24), 0));
    const last = events.at(-1);
    expect(last?.kind === "scanned" && last.report.interval).toBe("1d");
  });

  test("stands still once its database is full, and says so", async () => {
    const demo = session(newYorkTsMs(fromYearMonthDay(2025, 11, 28), 960), { storeBytesMax: 1 });
    await demo.run(never);
    expect(events.at(-1)?.kind).toBe("notice");
    expect(demo.status().activity?.text).toContain("stands still");
    expect(simulatedNowMs(store.metadata)).toBe(newYorkTsMs(fromYearMonthDay(2025, 11, 24), 960));
  });

  test("that is stopped while it is filled ends without an error", async () => {
    await session(fridayCloseTsMs).run(AbortSignal.abort());
    expect(events).toEqual([]);
  });
});
