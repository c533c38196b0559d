import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startTestServer, type TestServer } from "../../../../testing/api-server.ts";
import { type MadeUpMarket, makeUpMarket } from "../../../../testing/made-up-market.ts";
import { madeUpResult } from "../../../../testing/made-up-result.ts";
import { pageAt } from "../../../../testing/page-at.ts";
import { scanners } from "../../../scanners/registry.ts";

let market: MadeUpMarket;
let server: TestServer;

beforeAll(async () => {
  market = await makeUpMarket({ symbols: 220 });
  server = await startTestServer({ ...market, status: { isSimulated: true } });
});

afterAll(async () => {
  expect(server.bugs).toEqual([]);
  await server.server.stop();
  market.remove();
});

const rowsIn = (page: string) => page.match(/<tr data-key=/g)?.length ?? 0;
const symbolsIn = (page: string) =>
  [...page.matchAll(/<tr data-key="([^"]+)"/g)].map((match) => match[1] as string);

describe("the page", () => {
  test("has a tab for each registered scanner, with the count of its signals", async () => {
    const page = await server.page("/");
    for (const { scanner, title, table } of scanners) {
      const { total } = (await server.json(`/api/${table}?filter=signals`)) as { total: number };
      const tab = new RegExp(`data-tab[^>]*>${title}<em>${total}<`);
      expect(tab.test(page), `${scanner} has its tab with ${total}`).toBe(true);
    }
  });

  test.each(scanners.map(({ scanner, table }) => [scanner, table]))(
    "lists what the API lists: %s",
    async (scanner, table) => {
      const page = await server.page(`/?scanner=${scanner}`);
      const { data } = (await server.json(`/api/${table}?filter=signals&limit=100`)) as {
        data: { symbol: string }[];
      };
      expect(symbolsIn(page)).toEqual(data.map(({ symbol }) => symbol));
    },
  );

  test("never lists a symbol without a signal unless all are asked for", async () => {
    const page = await server.page("/?scanner=macd");
    expect(page).not.toContain("No signal</span></td>");
    expect(await server.page("/?scanner=macd&filter=all")).toContain("No signal</span></td>");
  });

  test("shows the first 100 rows and offers the rest", async () => {
    const page = await server.page("/?filter=all");
    expect(rowsIn(page)).toBe(100);
    expect(page).toContain("Show all 220");
    expect(rowsIn(await server.page("/?filter=all&rows=all"))).toBe(220);
  });

  test("searches, filters and sorts by its address alone", async () => {
    const found = symbolsIn(await server.page("/?scanner=macd&filter=all&q=ba"));
    expect(found.length).toBeGreaterThan(1);
    expect(found.every((symbol) => symbol.includes("BA"))).toBe(true);
    const page = await server.page("/?scanner=macd&filter=all&sort=-price&rows=all");
    const all = (await server.json("/api/macd_scanner?limit=0"))["data"] as {
      symbol: string;
      price: number;
    }[];
    const prices = new Map(all.map(({ symbol, price }) => [symbol, price]));
    const shown = symbolsIn(page).map((symbol) => prices.get(symbol) as number);
    expect(shown).toEqual([...prices.values()].sort((a, b) => b - a));
    expect(page).toMatch(/aria-sort="descending"><a[^>]*>Price/);
  });

  test("sorting goes through largest, smallest and the scanner's own order", async () => {
    const head = async (sort: string) => {
      const page = await server.page(`/?scanner=macd${sort}`);
      return /<a class="h" href="([^"]*)"[^>]*>Price/.exec(page)?.[1];
    };
    expect(await head("")).toBe("/?scanner=macd&amp;sort=-price");
    expect(await head("&sort=-price")).toBe("/?scanner=macd&amp;sort=price");
    expect(await head("&sort=price")).toBe("/?scanner=macd");
  });

  test("details show the reason, the picture, the receipt and the way to check it", async () => {
    const [symbol] = symbolsIn(await server.page("/?scanner=vpb")) as [string];
    const page = await server.page(`/?scanner=vpb&symbol=${symbol}`);
    const { data } = (await server.json("/api/vpb_scanner?filter=signals&limit=1")) as {
      data: { why: string; signal_id: string; bar_count: number }[];
    };
    expect(page).toContain(data[0]?.why as string);
    expect(page).toContain(`bin/l2t explain ${data[0]?.signal_id}`);
    expect(page).toContain(`src="/api/chart.svg?symbol=${symbol}&amp;interval=1d&amp;theme=dark`);
    for (const label of ["Bar state", "Dialect", "Source", "Data age", "Adjustment"]) {
      expect(page).toContain(`>${label}</dt>`);
    }
  });

  test("an address that makes no sense is told, and something is shown", async () => {
    const page = await server.page(
      "/?scanner=nope&interval=2h&filter=bogus&symbol=%3Cb%3E&sort=zz",
    );
    expect(page).toContain("&quot;nope&quot; is not a scanner; use one of ttm-squeeze");
    expect(page).toContain("&quot;2h&quot; is not an interval");
    expect(page).toContain("&quot;bogus&quot; is not a filter of TTM Squeeze");
    expect(page).toContain("holds a character that no ticker has");
    expect(rowsIn(page)).toBeGreaterThan(10);
  });

  test("comes without its rows for a script that has them", async () => {
    const versionIn = (page: string) => /id="rows"[^>]* data-version="([^"]*)"/.exec(page)?.[1];
    const [first, second] = symbolsIn(await server.page("/?scanner=macd")) as [string, string];
    const whole = await server.page(`/?scanner=macd&symbol=${first}`);
    const frame = await server.page(`/?scanner=macd&symbol=${second}&part=frame`);
    expect(rowsIn(frame)).toBe(0);
    expect(frame).toContain(`id="details-title">${second}</h2>`);
    expect(versionIn(frame)).toBe(versionIn(whole));
    expect(versionIn(await server.page("/?scanner=macd&sort=price"))).not.toBe(versionIn(whole));
  });

  test("lists of more than 500 rows come in stretches with their roles", async () => {
    const large = await makeUpMarket({ symbols: 510, days: 60 });
    const page = await pageAt(large, "/?filter=all&rows=all");
    expect(rowsIn(page)).toBe(510);
    expect(page.match(/<tbody role="rowgroup">/g)).toHaveLength(6);
    expect(page).toContain('<table class="long" role="table">');
    large.remove();
  });

  test("has no inline script, no inline style and no address elsewhere", async () => {
    for (const path of ["/", "/?scanner=rsi-extreme&filter=all", "/?interval=5m"]) {
      const page = await server.page(path);
      expect(page).not.toMatch(/<script(?![^>]* src="\/assets\/)/);
      expect(page).not.toMatch(/<style|\sstyle="|\son\w+="|javascript:/);
      expect(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:\/\//);
    }
  });

  test("every file that it names is there", async () => {
    const page = await server.page("/");
    const files = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1]);
    expect(new Set(files).size).toBe(5);
    for (const file of files) expect((await server.get(file as string)).status).toBe(200);
  });

  test("its script takes at most 20 KB compressed, its styles 8, its font 20", async () => {
    const page = await server.page("/");
    const sizeOf = async (ending: string) => {
      const [path] = new RegExp(`/assets/[\\w-]+\\.${ending}`).exec(page) as RegExpExecArray;
      const bytes = await (await server.get(path)).arrayBuffer();
      return ending === "woff2" ? bytes.byteLength : Bun.gzipSync(bytes).length;
    };
    expect(await sizeOf("js")).toBeLessThan(20_000);
    expect(await sizeOf("css")).toBeLessThan(8_000);
    expect(await sizeOf("woff2")).toBeLessThan(20_000);
  });
});

describe("values that try to be markup", () => {
  const evil = `</td><script>alert(1)</script><img src=x onerror="alert('x')">`;

  test("come out as text: reason, parameters, source, symbol", async () => {
    const own = await makeUpMarket({ symbols: 2, days: 60, isScanned: false });
    const source = { provider: evil, feed: evil, isSimulated: true };
    const symbol = `A"><b>&`;
    const result = madeUpResult({
      symbol,
      source,
      dialect: evil,
      signal: evil,
      values: { signal: evil, squeeze_dots: evil, fire_direction: evil, momentum_trend: evil },
      why: evil,
    });
    own.store.signals.save({ results: [result], signals: [], scannedTsMs: 0 });
    for (const path of ["/", `/?symbol=${encodeURIComponent(symbol)}`, "/?filter=all&sort=price"]) {
      const page = await pageAt(own, path);
      expect(page).not.toMatch(/<script>|<img src=x|<b>&</);
      expect(page).toContain("&lt;script&gt;alert(1)");
    }
    own.remove();
  });
});
