import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runL2t } from "../../../../testing/run-l2t.ts";
import { openSqliteStore } from "../../../adapters/stores/sqlite/store.ts";
import type { RequestLine } from "../../../ports/provider-ledger.ts";

let cwd: string;
const nowMs = Date.now();
const line: RequestLine = {
  ...{ tsMs: nowMs, provider: "alpaca", endpoint: "bars", lane: "live", outcome: "ok" },
  ...{ calls: 2, bytes: 100, elapsedMs: 20, reason: null },
};

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "l2t-providers-"));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

function fill(): void {
  mkdirSync(join(cwd, "data"), { recursive: true });
  const store = openSqliteStore({ path: join(cwd, "data/market_cache.db"), tables: [] });
  const reason = "Alpaca asks for a pause";
  store.providers.record([
    line,
    { ...line, lane: "backfill", outcome: "skipped", calls: 0, reason: "no room for back-fill" },
    { ...line, endpoint: "quotes", outcome: "rate-limited", calls: 4, reason },
    { ...line, outcome: "cached", calls: 0 },
  ]);
  store.providers.putBudgets([
    {
      ...{ provider: "alpaca", title: "Alpaca", limit: 180, windowMs: 60_000, left: 41 },
      status: { state: "degraded", text: "slow", untilTsMs: null, loginEndsTsMs: nowMs + 9e7 },
      serves: [
        { capability: "bars", why: "first choice" },
        { capability: "quotes", why: "Charles Schwab: log in again" },
      ],
      updatedTsMs: nowMs,
    },
  ]);
  const fresh = { fetchedTsMs: nowMs - 5_000, asOfTsMs: nowMs - 65_000 };
  store.providers.putFreshness([
    { symbol: "NVDA", capability: "quotes", provider: "alpaca", ...fresh },
  ]);
  store.close();
}

describe("providers on the command line", () => {
  test("say the way to live data where none was asked", () => {
    expect(runL2t(["providers"], { cwd }).stdout).toContain("l2t up --provider yahoo");
  });

  test("show state, budget, what they serve and why, and the last troubles", () => {
    fill();
    const { stdout } = runL2t(["providers"], { cwd });
    for (const part of [
      ...["Alpaca", "degraded", "41 of 180/min", "in 25 h", "Alpaca serves bars, quotes"],
      ...["quotes: Charles Schwab: log in again", "quotes, rate-limited: Alpaca asks for a pause"],
      ...["24 h: live 6 calls; backfill 0 calls, 1 skipped", "Watched symbols"],
      ...["quotes of 1, oldest", "(NVDA, alpaca); none of 174"],
    ]) {
      expect(stdout).toContain(part);
    }
    const document = JSON.parse(runL2t(["providers", "--json"], { cwd }).stdout);
    expect(document.watched).toMatchObject([
      { capability: "quotes", symbol_count: 1, missing_count: 174, oldest: { symbol: "NVDA" } },
    ]);
    const [row] = document.providers;
    expect(row.last_hour).toEqual({
      ...{ requests: 4, calls: 6, bytes: 400, saved: 1, skipped: 1, failed: 1 },
      callsByLane: { live: 6, backfill: 0 },
      skippedByLane: { backfill: 1 },
    });
  });

  test("show how fresh each kind of data of a symbol is", () => {
    const { stdout } = runL2t(["providers", "--symbol", "nvda"], { cwd });
    expect(stdout).toMatch(/quotes +alpaca +\d+ s ago|quotes +alpaca +1 min ago/);
    expect(runL2t(["providers", "--symbol", "AMD"], { cwd }).stdout).toContain("is it watched?");
    expect(runL2t(["providers", "--symbol", "A?"], { cwd }).status).toBe(64);
  });
});
