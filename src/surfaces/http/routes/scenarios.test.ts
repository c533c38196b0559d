/** Request by request: what must come back, what must not. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestServer, type TestServer } from "../../../../testing/api-server.ts";
import { type MadeUpMarket, makeUpMarket, scanAll } from "../../../../testing/made-up-market.ts";
import { scanners } from "../../../scanners/registry.ts";
import { routes } from "./registry.ts";

let market: MadeUpMarket;
let server: TestServer;
let symbol: string;

beforeAll(async () => {
  market = await makeUpMarket({ symbols: 90 });
  server = await startTestServer({ ...market, status: { isSimulated: true } });
  symbol = market.symbols[0] as string;
});

afterAll(async () => {
  expect(server.bugs).toEqual([]);
  await server.server.stop();
  market.remove();
});

interface Scenario {
  readonly path: string;
  readonly status: number;
  readonly contains: readonly string[];
  readonly lacks?: readonly string[];
}

/** "{symbol}" stands for one that the store has. */
const scenarios: readonly Scenario[] = [
  {
    path: "/api/scanners",
    status: 200,
    contains: ['"rsi-extreme"', '"/api/vpb_scanner"', '"why"'],
  },
  { path: "/api/rsi_extreme_scanner?filter=signals", status: 200, contains: ['"zone"'] },
  { path: "/api/rsi_extreme_scanner?zone=x", status: 400, contains: ["not a parameter here"] },
  { path: "/api/macd_scanner?interval=5m", status: 200, contains: ['"count":0', '"as_of":null'] },
  { path: "/api/macd_scanner?interval=2h", status: 400, contains: ['\\"2h\\"', "1h, 4h"] },
  { path: "/api/macd_scanner?limit=99999999", status: 400, contains: ["limit is a whole number"] },
  {
    path: "/api/signals",
    status: 200,
    contains: ['"count":50', '"inputs_hash"', '"simulated":true'],
  },
  { path: "/api/signals?limit=3", status: 200, contains: ['"count":3'] },
  { path: "/api/signals?limit=0", status: 400, contains: ["from 1 to 5000"] },
  { path: "/api/signals?symbol={symbol}", status: 200, contains: ['"success":true'] },
  { path: "/api/signals?symbol=NOSUCH", status: 200, contains: ['"count":0', '"source":null'] },
  { path: "/api/signals?scanner=vpb&limit=2", status: 200, contains: ['"vpb'], lacks: ["macd"] },
  { path: "/api/signals?scanner=vbp", status: 400, contains: ["ttm-squeeze, vpb, macd"] },
  { path: "/api/signals?since=2024-06-29", status: 200, contains: ['"count":0'] },
  { path: "/api/signals?until=2024-06-01", status: 200, contains: ['"count":0'] },
  { path: "/api/signals?since=soon", status: 400, contains: ['not \\"soon\\"', "2023-06-30"] },
  { path: "/api/signals?sybmol=A", status: 400, contains: ['did you mean \\"symbol\\"?'] },
  { path: "/api/bars", status: 400, contains: ["symbol is missing"] },
  { path: "/api/bars?symbol=NOSUCH", status: 404, contains: ["not.found", '\\"NOSUCH\\"'] },
  { path: "/api/bars?symbol={symbol}&limit=2", status: 200, contains: ['"count":2', "2024-06-28"] },
  { path: "/api/bars?symbol={symbol}&interval=1w", status: 200, contains: ['"interval":"1w"'] },
  {
    path: "/api/bars?symbol={symbol}&interval=5m",
    status: 404,
    contains: ["there are no 5m bars"],
  },
  { path: "/api/bars?symbol={symbol}&limit=10001", status: 400, contains: ["from 1 to 10000"] },
  {
    path: "/api/chart.svg?symbol={symbol}",
    status: 200,
    contains: ["<svg", "@font-face", "{symbol}"],
  },
  { path: "/api/chart.svg?symbol={symbol}&theme=light", status: 200, contains: ["#ffffff"] },
  { path: "/api/chart.svg?symbol={symbol}&theme=pink", status: 400, contains: ["dark, light"] },
  {
    path: "/api/chart.svg?symbol={symbol}&width=99999",
    status: 400,
    contains: ["from 480 to 4000"],
  },
  { path: "/api/chart.svg?symbol=NOSUCH", status: 404, contains: ["not.found"] },
  { path: "/api/whale_flows?hours=-1", status: 400, contains: ["hours is a whole number from 0"] },
  { path: "/api/watchlist?order_by=colour", status: 400, contains: ["daily_change_pct, volume"] },
  { path: "/ready", status: 200, contains: ['"status":"ready"', '"name":"store","ok":true'] },
  { path: "/metrics", status: 200, contains: ["# TYPE l2t_http_requests_total counter"] },
  { path: "/login/nobody?code=x", status: 404, contains: ["there is no login by this name"] },
  { path: "/API/WATCHLIST", status: 404, contains: ["not.found"] },
  { path: "/api/watchlist/", status: 404, contains: ["did you mean"] },
  { path: "/assets/../../package.json", status: 404, contains: ["not.found"], lacks: ["devDep"] },
  { path: "/assets/%2e%2e/package.json", status: 404, contains: ["not.found"], lacks: ["devDep"] },
];

describe("requests", () => {
  test.each(scenarios.map((scenario) => [scenario.path, scenario] as const))(
    "%s",
    async (path, scenario) => {
      const insert = (text: string) => text.replaceAll("{symbol}", symbol);
      const answer = await server.get(insert(path));
      const text = await answer.text();
      expect(answer.status).toBe(scenario.status);
      const has = (part: string) => text.includes(insert(part));
      expect(scenario.contains.filter((part) => !has(part))).toEqual([]);
      expect((scenario.lacks ?? []).filter(has)).toEqual([]);
      if (scenario.status !== 200) expect(JSON.parse(text)).toMatchObject({ success: false });
    },
  );

  test("every route has a scenario or belongs to the reference's or the page's tests", () => {
    const elsewhere =
      /^\/(health|)$|^\/login\/|^\/api\/(stats|last_update|(ttm_squeeze|vpb)_scanner)$/;
    const asked = new Set(scenarios.map(({ path }) => path.split("?")[0]));
    const missing = routes
      .map(({ path }) => path)
      .filter((path) => !elsewhere.test(path) && !asked.has(path));
    expect(missing).toEqual([]);
  });

  test("every registered scanner has its route", () => {
    for (const { table } of scanners) {
      expect(routes.map(({ path }) => path)).toContain(`/api/${table}`);
    }
  });
});

describe("what changes", () => {
  test("a new scan is seen at once, and has another version", async () => {
    const own = await makeUpMarket({ symbols: 10, isScanned: false });
    const { get, json, server: fresh } = await startTestServer(own);
    expect(await json("/api/vpb_scanner")).toMatchObject({ count: 0, total: 0, as_of: null });
    const before = (await get("/api/vpb_scanner")).headers.get("ETag");
    scanAll(own.store, own.nowTsMs);
    expect(await json("/api/vpb_scanner")).toMatchObject({
      count: 10,
      as_of: "2024-06-28 20:12:00",
    });
    const headers = { "If-None-Match": String(before) };
    expect((await get("/api/vpb_scanner", headers)).status).toBe(200);
    await fresh.stop();
    own.remove();
  });

  test("bars are those that the market had closed or opened by now", async () => {
    const early = { ...market, nowTsMs: market.nowTsMs - 7 * 86_400_000 };
    const { json, server: past } = await startTestServer(early);
    expect(await json(`/api/bars?symbol=${symbol}`)).toMatchObject({ as_of: "2024-06-21" });
    await past.stop();
  });
});
