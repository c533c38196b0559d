/** Lists: page by page, in order, with their versions. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestServer } from "../../../../testing/api-server.ts";
import {
  type JsonRow,
  startV1Server,
  type V1Body,
  type V1Server,
} from "../../../../testing/api-v1-server.ts";
import { madeUpFlow } from "../../../../testing/made-up-api.ts";
import { makeUpMarket, scanAll } from "../../../../testing/made-up-market.ts";
import type { SignalRecord } from "../../../domain/signal.ts";

const minuteMs = 60_000;
let api: V1Server;

beforeAll(async () => {
  api = await startV1Server();
});

afterAll(() => api.stop());

/** The newest entry of the ledger once more, as if another symbol had it. */
function addSignal(symbol: string, changes: Partial<SignalRecord> = {}): void {
  const [newest] = api.market.store.signals.signals({ limit: 1 });
  const record = { ...(newest as SignalRecord), id: `macd:${symbol}`, symbol, ...changes };
  api.market.store.signals.save({
    results: [],
    signals: [record],
    scannedTsMs: api.market.nowTsMs,
  });
  api.market.store.events.append("watchlist.changed", { name: "nothing" }, api.market.nowTsMs);
}

describe("pages", () => {
  test("of signals hold each once while others are added", async () => {
    const before = (await api.pages("/api/v1/signals?limit=1000")).map((row) => row["id"]);
    const seen = await api.pages("/api/v1/signals?limit=7", (round) => addSignal(`ADD${round}`));
    const ids = seen.map((row) => row["id"]);
    expect(ids.filter((id) => !String(id).includes("ADD"))).toEqual(before);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("of flows hold each once while others are added, by score and by time", async () => {
    const { cache } = api.market.store;
    const flows = Array.from({ length: 40 }, (_, index) =>
      madeUpFlow(`F${index}`, {
        whale_score: index % 5,
        detectedTsMs: api.market.nowTsMs - (index % 7) * minuteMs,
      }),
    );
    cache.addWhaleFlows(flows);
    for (const sort of ["score", "time"]) {
      const path = `/api/v1/flows?sort=${sort}`;
      const before = (await api.pages(`${path}&limit=1000`)).map((row) => row["symbol"]);
      const seen = await api.pages(`${path}&limit=6`, (round) =>
        cache.addWhaleFlows([
          madeUpFlow(`NEW${sort}${round}`, {
            whale_score: round,
            detectedTsMs: api.market.nowTsMs,
          }),
        ]),
      );
      const symbols = seen.map((row) => row["symbol"]);
      expect(symbols.filter((symbol) => !String(symbol).includes(`NEW${sort}`))).toEqual(before);
      expect(new Set(symbols).size).toBe(symbols.length);
    }
  });

  test.each(["symbol", "-price", "scanner"])(
    "of results sorted by %s hold each symbol once",
    async (sort) => {
      const path = `/api/v1/scanners/macd/results?sort=${sort}`;
      const whole = (await api.pages(`${path}&limit=1000`)).map((row) => row["symbol"]);
      const seen = (await api.pages(`${path}&limit=13`)).map((row) => row["symbol"]);
      expect(seen).toEqual(whole);
      expect(whole).toHaveLength(90);
    },
  );

  test("of quotes hold each once, those without a value last", async () => {
    const seen = (await api.pages("/api/v1/quotes?sort=-price&limit=4")).map(
      (row) => row["symbol"],
    );
    expect(seen).toHaveLength(25);
    expect(seen[0]).toBe("BBB");
    expect(seen.at(-1)).toBe("CCC");
  });

  test("of bars go back to the first one without a gap", async () => {
    const [symbol] = api.market.symbols;
    for (const interval of ["1d", "1w"]) {
      const path = `/api/v1/bars/${symbol}?interval=${interval}`;
      const whole = await api.get(`${path}&limit=10000`);
      const seen: JsonRow[] = [];
      let before: unknown = null;
      for (;;) {
        const page = await api.get(
          before === null ? `${path}&limit=50` : `${path}&limit=50&before=${before}`,
        );
        seen.unshift(...page.data);
        before = page.meta["next_cursor"];
        if (before === null) break;
      }
      expect(seen).toEqual(whole.data);
    }
  });

  test("a moment in the middle of a week does not cut the week's bar", async () => {
    const [symbol] = api.market.symbols;
    const path = `/api/v1/bars/${symbol}?interval=1w&limit=1`;
    const [whole] = (await api.get(`${path}&before=2024-06-17`)).data;
    const [asked] = (await api.get(`${path}&before=2024-06-12`)).data;
    expect(asked).toEqual(whole as JsonRow);
    expect(asked?.["time"]).toBe("2024-06-10");
  });
});

describe("lists that many ask for", () => {
  test("have a version that stands still until something happens", async () => {
    const own = await makeUpMarket({ symbols: 10, isScanned: false });
    const { get: ask, server: fresh } = await startTestServer(own);
    const path = "/api/v1/scanners/vpb/results";
    const first = await ask(path);
    expect(((await first.json()) as V1Body).data).toEqual([]);
    const tag = String(first.headers.get("ETag"));
    expect((await ask(path, { "If-None-Match": tag })).status).toBe(304);
    scanAll(own.store, own.nowTsMs);
    own.store.events.append("watchlist.changed", { name: "x" }, 0);
    const second = await ask(path, { "If-None-Match": tag });
    expect(second.status).toBe(200);
    expect(((await second.json()) as V1Body).data).toHaveLength(10);
    await fresh.stop();
    own.remove();
  });

  test.each(["/api/v1/signals", "/api/v1/quotes", "/api/v1/premarket"])("%s too", async (path) => {
    const tag = String((await api.server.get(path)).headers.get("ETag"));
    expect(tag).toMatch(/^W\/"[\x21\x23-\x7e]+"$/);
    expect((await api.server.get(path, { "If-None-Match": tag })).status).toBe(304);
    addSignal(`ETAG-${path.length}`);
    api.market.store.cache.putWatchlist([
      {
        symbol: "AAA",
        price: 51,
        daily_change: 1,
        daily_change_pct: 2,
        volume: 1,
        updatedTsMs: api.market.nowTsMs + path.length,
      },
    ]);
    expect((await api.server.get(path, { "If-None-Match": tag })).status).toBe(200);
  });
});

describe("results", () => {
  test("carry their age at the moment of the answer, and what the ledger calls them", async () => {
    const { data, meta } = await api.get("/api/v1/scanners/macd/results?filter=signals&limit=1");
    const [row] = data;
    expect(row?.["data_age_seconds"]).toBe(720);
    expect(meta["measured_at"]).toBe(new Date(api.market.nowTsMs).toISOString());
    const { data: signal } = await api.get(`/api/v1/signals/${row?.["signal_id"]}`);
    expect(signal as unknown).toMatchObject({ symbol: row?.["symbol"], signal: row?.["signal"] });
  });

  test("of some symbols only", async () => {
    const [, a, b] = api.market.symbols;
    const { data, meta } = await api.get(`/api/v1/scanners/macd/results?symbols=${b},${a},NOSUCH`);
    expect(data.map((row) => row["symbol"]).toSorted()).toEqual([a, b].toSorted());
    expect(meta["total"]).toBe(2);
  });

  test("a page that ended at a row which is no longer listed says so", async () => {
    const cursor = Buffer.from('["scanner","NOSUCH"]').toString("base64url");
    const answer = await api.server.get(`/api/v1/scanners/macd/results?cursor=${cursor}`);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("begin anew without cursor");
  });
});
