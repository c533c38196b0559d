import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeClock } from "../../../testing/fakes/fake-clock.ts";
import { createDemoMarket } from "../../adapters/providers/demo/market.ts";
import { OptionClasses } from "../../adapters/providers/demo/option-expiries.ts";
import { DemoProvider } from "../../adapters/providers/demo/provider.ts";
import { openSqliteStore } from "../../adapters/stores/sqlite/store.ts";
import { addDays, fromYearMonthDay, type LocalDate } from "../../domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../../domain/new-york.ts";
import { sessionAt } from "../../domain/session.ts";
import { MarketRouter } from "../market-data/market-router.ts";
import { OptionDesk } from "./option-desk.ts";

const monday = fromYearMonthDay(2025, 6, 9);

test("two days of the demo: every flow once, all rises told, verdicts next morning", async () => {
  const folder = mkdtempSync(join(tmpdir(), "l2t-demo-options-"));
  const store = openSqliteStore({ path: join(folder, "a.db"), tables: [] });
  try {
    const market = createDemoMarket({ seed: 5, symbols: 200 });
    const classes = new OptionClasses(market);
    const watched = market.symbols.filter((_, i) => classes.of(i) !== null).slice(0, 3);
    const clock = new FakeClock(0);
    const providers = [new DemoProvider({ market, clock })];
    const data = new MarketRouter({ providers, clock, onChange: () => undefined });
    const bus = { announce: () => undefined };
    const desk = new OptionDesk({
      ...{ store, bus, clock, data, symbols: () => watched },
      everyMs: 900_000,
    });
    const run = async (date: LocalDate) => {
      for (let minute = 540; minute < 990; minute++) {
        clock.jumpTo(newYorkTsMs(date, minute));
        await desk.round(clock.nowMs(), new AbortController().signal);
      }
    };
    await run(monday);
    const levels = store.options.levels();
    expect(levels.map(({ underlying }) => underlying)).toEqual([...watched].sort());
    for (const { spot, gexUsd, isSimulated, callMinusPutPremiumUsd } of levels) {
      expect(isSimulated).toBe(true);
      for (const value of [spot, gexUsd, callMinusPutPremiumUsd]) expect(value).not.toBeNull();
    }
    await run(addDays(monday, 1));
    const flows = store.cache.whaleFlows(0);
    expect(flows.length).toBeGreaterThan(5);
    const days = Map.groupBy(
      flows,
      ({ occ, detectedTsMs }) => `${newYorkDate(detectedTsMs)} ${occ}`,
    );
    for (const [day, rows] of days) {
      const volumes = rows.map(({ volume }) => volume);
      const risen = rows.reduce((sum, row) => sum + (row.volumeRise ?? 0), 0);
      expect(risen, day).toBe(Math.max(...volumes));
      expect(new Set(volumes).size, day).toBe(rows.length);
    }
    expect(flows.every(({ detectedTsMs }) => sessionAt(detectedTsMs) === "regular")).toBe(true);
    expect(flows.some(({ side }) => side !== null)).toBe(true);
    const judged = flows.filter(({ verdict }) => verdict !== null);
    expect(judged.length).toBeGreaterThan(0);
    expect(judged.every(({ detectedTsMs }) => newYorkDate(detectedTsMs) === monday)).toBe(true);
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, 30_000);
