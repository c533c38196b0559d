/** What live providers told is kept as long as it is said, and no longer. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trendTable } from "../../testing/contracts/store-harness.ts";
import {
  budgetOf,
  contractOf,
  freshOf,
  levelsOf,
  lineOf,
  newsOf,
  ratingOf,
  strikeOf,
  vendor,
} from "../../testing/contracts/store-market-rows.ts";
import { FakeClock } from "../../testing/fakes/fake-clock.ts";
import { openSqliteStore } from "../adapters/stores/sqlite/store.ts";
import { addDays } from "../domain/local-date.ts";
import { newYorkDate } from "../domain/new-york.ts";
import { formatOcc } from "../domain/option-contract.ts";
import type { Store } from "../ports/store.ts";
import { Retention, type RetentionReport } from "./retention.ts";

const dayMs = 86_400_000;
const all = { sinceTsMs: 0, limit: 9 };

let folder: string;
let clock: FakeClock;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-retention-"));
  clock = new FakeClock();
  store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [trendTable], clock });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs to the end while the clock goes on. */
async function run(marketTsMs: number): Promise<RetentionReport> {
  const retention = new Retention({ store, clock, onNotice: () => undefined });
  const running = retention.runOnce(marketTsMs, new AbortController().signal);
  let isOver = false;
  const ended = running.finally(() => {
    isOver = true;
  });
  while (!isOver) await clock.advance(20);
  return ended;
}

test("keeps ratings for four hundred days and news for thirty, in time of the market", async () => {
  const { research } = store;
  const nowMs = clock.nowMs();
  const ratings = Array.from({ length: 2_500 }, (_, at) =>
    ratingOf("AAA", nowMs - 401 * dayMs, { firm: `Firm ${at}` }),
  );
  research.addRatings([...ratings, ratingOf("AAA", nowMs - 399 * dayMs)], vendor);
  const items = [31, 29].map((days) => newsOf(`n${days}`, nowMs - days * dayMs, ["AAA"]));
  research.addNews(items, vendor);
  const early = await run(nowMs - 2 * dayMs);
  expect(early).toMatchObject({ ratingsDropped: 0, newsDropped: 0 });
  expect(await run(clock.nowMs())).toMatchObject({ ratingsDropped: 2_500, newsDropped: 1 });
  expect(research.ratings(all).map(({ tsMs }) => (nowMs - tsMs) / dayMs)).toEqual([399]);
  expect(research.news(all).map(({ id }) => id)).toEqual(["n29"]);
  expect(research.news({ ...all, symbol: "AAA" })).toHaveLength(1);
});

test("drops options that expired, and keeps those of today", async () => {
  const today = newYorkDate(clock.nowMs());
  const { options } = store;
  const strikes = [addDays(today, -1), today, addDays(today, 7)];
  options.putChain(
    levelsOf("SPY"),
    strikes.map((expiry) => strikeOf(expiry, 500)),
  );
  const contracts = strikes.flatMap((expiry) =>
    Array.from({ length: 1_200 }, (_, at) =>
      contractOf(formatOcc({ root: "SPY", expiry, right: "call", strike: 100 + at })),
    ),
  );
  options.putContracts(contracts);
  expect(await run(clock.nowMs())).toMatchObject({ expiredDropped: 1_201, isComplete: true });
  expect(options.strikes("SPY").map(({ expiry }) => expiry)).toEqual(strikes.slice(1));
  expect(options.contracts("SPY")).toHaveLength(2_400);
  expect((await run(clock.nowMs())).expiredDropped).toBe(0);
});

test("keeps what providers were asked for ninety days, whatever the market's time", async () => {
  const { providers } = store;
  const at = (days: number) => clock.nowMs() - days * dayMs;
  for (const days of [91, 89]) {
    providers.record([lineOf({ tsMs: at(days), outcome: "failed", reason: "HTTP 500" })]);
    providers.putFreshness([freshOf(`S${days}`, { fetchedTsMs: at(days) })]);
  }
  providers.putBudgets([budgetOf("left", { updatedTsMs: at(91) })]);
  providers.putBudgets([budgetOf("used", { updatedTsMs: at(0) })]);
  expect((await run(clock.nowMs() + 400 * dayMs)).usageDropped).toBe(4);
  expect(providers.usage(0)).toHaveLength(1);
  expect(providers.troubles(9)).toHaveLength(1);
  expect(providers.budgets().map(({ provider }) => provider)).toEqual(["used"]);
  expect(providers.freshness().map(({ symbol }) => symbol)).toEqual(["S89"]);
});
