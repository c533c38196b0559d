import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTestServer, type TestServer } from "../../../../testing/api-server.ts";
import { type MadeUpMarket, makeUpMarket, scanAll } from "../../../../testing/made-up-market.ts";
import { madeUpResult } from "../../../../testing/made-up-result.ts";
import { pageAt } from "../../../../testing/page-at.ts";
import { openSqliteStore } from "../../../adapters/stores/sqlite/store.ts";
import { Failure } from "../../../base/failure.ts";
import type { Store } from "../../../ports/store.ts";
import { scanners } from "../../../scanners/registry.ts";

const dayMs = 86_400_000;
let market: MadeUpMarket;
let server: TestServer;

beforeAll(async () => {
  market = await makeUpMarket({ symbols: 60 });
  server = await startTestServer({ ...market, status: { isSimulated: true } });
});

afterAll(async () => {
  expect(server.bugs).toEqual([]);
  await server.server.stop();
  market.remove();
});

describe("what the page says of its data", () => {
  test("simulated data is called so: badge, title, caption, session", async () => {
    const page = await server.page("/");
    expect(page).toContain("Simulated<span");
    expect(page).toContain("<title>[Simulated] ");
    expect(page).toContain('<caption class="vh">Simulated data. ');
    expect(page).toContain('class="is-sim"');
  });

  test("simulated rows are called so, whatever the server was told", async () => {
    expect(await pageAt(market)).toContain('class="sim"');
  });

  test("real data is not", async () => {
    const folder = mkdtempSync(join(tmpdir(), "l2t-real-"));
    const store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: scanners });
    store.signals.save({ results: [madeUpResult()], signals: [], scannedTsMs: market.nowTsMs });
    const page = await pageAt({ store, nowTsMs: market.nowTsMs });
    expect(page).toContain("squeeze fired bullish");
    expect(page).not.toMatch(/class="sim"|is-sim|\[Simulated\]|Simulated data/);
    store.close();
    rmSync(folder, { recursive: true });
  });

  test("old data is called old, and new data is not", async () => {
    expect(await server.page("/")).not.toContain("The market has closed newer ones");
    const later = await pageAt({ ...market, nowTsMs: market.nowTsMs + 4 * dayMs });
    expect(later).toContain("Newest bar: <b>Fri 28 Jun 2024</b>, 4 d old");
    expect(later).toContain("The market has closed newer ones");
  });

  test("a weekend makes no data old", async () => {
    const sunday = await pageAt({ ...market, nowTsMs: market.nowTsMs + 2 * dayMs });
    expect(sunday).not.toContain("The market has closed newer ones");
    expect(sunday).toContain("weekend");
  });

  test("no signal and not run are two different things", async () => {
    const own = await makeUpMarket({ symbols: 12, days: 120, isScanned: false });
    const notRun = await pageAt(own);
    expect(notRun).toContain("TTM Squeeze has not run on 1d bars yet");
    expect(notRun).toContain("bin/l2t scan ttm-squeeze --interval 1d");
    scanAll(own.store, own.nowTsMs);
    // 120 bars are too few for MACD: it ran, and says so.
    const ran = await pageAt(own, "/?scanner=macd");
    expect(ran).toContain("No signals at the newest bar");
    expect(ran).toContain("12 not warmed up");
    expect(ran).not.toContain("has not run");
    own.remove();
  });

  test("an interval without bars says how to get some", async () => {
    expect(await server.page("/?interval=5m")).toContain("bin/l2t import FILE --interval 5m");
  });

  test("work in hand is shown with how far it is", async () => {
    const status = { activity: { text: "filling the demo market", doneRatio: 0.4 } };
    const page = await pageAt({ ...market, status });
    expect(page).toContain("Filling the demo market, 40 %");
    expect(page).toContain('<progress max="1" value="0.400"');
  });

  test("a search without a hit offers the way back", async () => {
    const page = await server.page("/?q=%3Cscript%3E");
    expect(page).toContain("No symbol with “&lt;SCRIPT&gt;” in this list");
    expect(page).not.toContain("<SCRIPT>");
  });

  test("a store that fails is told on a page of its own", async () => {
    const broken: Store = {
      ...market.store,
      metadata: {
        ...market.store.metadata,
        allMetadata: () => {
          throw new Failure("store.busy", "another process holds the database");
        },
      },
    };
    const other = await startTestServer({ ...market, store: broken });
    const answer = await other.get("/", { Accept: "text/html" });
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain("another process holds the database");
    expect((await other.get("/api/macd_scanner")).status).toBe(503);
    await other.server.stop();
  });

  test("a bug of ours is told to nobody but the operator", async () => {
    const broken: Store = {
      ...market.store,
      signals: {
        ...market.store.signals,
        latest: () => {
          throw new TypeError("secret detail");
        },
      },
    };
    const other = await startTestServer({ ...market, store: broken });
    for (const accept of ["text/html", "*/*"]) {
      const path = accept === "*/*" ? "/api/macd_scanner" : "/";
      const answer = await other.get(path, { Accept: accept });
      expect(answer.status).toBe(500);
      expect(await answer.text()).not.toMatch(/secret|TypeError|\.ts/);
    }
    expect(other.bugs).toHaveLength(2);
    await other.server.stop();
  });
});
