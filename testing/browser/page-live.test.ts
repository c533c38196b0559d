/** What happens to an open page: new scans, a pause, a server that goes and comes back. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { startTestServer, type TestServer } from "../api-server.ts";
import { type MadeUpMarket, makeUpMarket, scanAll } from "../made-up-market.ts";
import { findChromium, launchChromium, openTab } from "./browser.ts";
import { until } from "./until.ts";

// A browser on a busy machine takes its time.
setDefaultTimeout(60_000);

const path = findChromium();
const dayMs = 86_400_000;
let browser: Browser;
let market: MadeUpMarket;
let server: TestServer;

beforeAll(async () => {
  if (path === undefined) return;
  market = await makeUpMarket({ symbols: 150 });
  server = await startTestServer({ ...market, status: { isSimulated: true } });
  browser = await launchChromium(path);
});

afterAll(async () => {
  await browser?.close();
  await server?.server.stop();
  market?.remove();
});

const symbols = (page: Page) =>
  page.evaluate(
    `[...document.querySelectorAll("tbody tr")].map((row) => row.dataset.key)`,
  ) as Promise<string[]>;
/** The script asks for the page again at once when it becomes visible. */
const refreshNow = `document.dispatchEvent(new Event("visibilitychange"))`;

describe.skipIf(path === undefined)("while the page is open", () => {
  test("a new scan appears by itself, and nothing jumps", async () => {
    const own = await makeUpMarket({ symbols: 40, lastDate: "2024-06-27" });
    const newer = await makeUpMarket({ symbols: 40, lastDate: "2024-06-28" });
    let { nowTsMs } = own;
    const live = await startTestServer({ store: own.store, nowTsMs: () => nowTsMs });
    const tab = await openTab(browser, `${live.url}?filter=all&sort=symbol`);
    const { page } = tab;
    await until(page, `document.querySelector(".chart img").complete`);
    await page.evaluate(`window.shift = 0; new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.shift += entry.value;
    }).observe({ type: "layout-shift" })`);
    await page.keyboard.press("j");
    const focused = await page.evaluate("document.activeElement.textContent");
    for (const { symbol, interval, adjustment, source } of newer.store.bars.series()) {
      const key = { symbol, interval, adjustment };
      own.store.bars.write(key, newer.store.bars.read(key), source);
    }
    nowTsMs += dayMs;
    scanAll(own.store, nowTsMs);
    await page.evaluate(refreshNow);
    await page.locator("#stat", { hasText: "Fri 28 Jun 2024" }).waitFor();
    expect(await page.evaluate("document.activeElement.textContent")).toBe(focused as string);
    await page.waitForTimeout(300);
    expect(await page.evaluate("window.shift")).toBeLessThan(0.02);
    expect(tab.troubles).toEqual([]);
    await tab.close();
    await live.server.stop();
    own.remove();
    newer.remove();
  });

  test("an unchanged page is not sent again", async () => {
    const tab = await openTab(browser, server.url);
    const statuses: number[] = [];
    const isPage = (url: string) => new URL(url).pathname === "/";
    tab.page.on("response", (response) => {
      if (isPage(response.url())) statuses.push(response.status());
    });
    await tab.page.evaluate(refreshNow);
    await tab.page.waitForResponse((response) => isPage(response.url()));
    await tab.page.waitForTimeout(100);
    await tab.page.evaluate(refreshNow);
    await tab.page.waitForResponse((response) => response.status() === 304);
    expect(statuses).toEqual([200, 304]);
    await tab.close();
  });

  test("the refresh can be paused and resumed", async () => {
    const tab = await openTab(browser, server.url);
    const asked: string[] = [];
    tab.page.on("request", (request) => {
      if (!request.url().includes("/assets/")) asked.push(request.url());
    });
    await tab.page.keyboard.press("p");
    expect(await tab.page.locator("#live").textContent()).toBe("Paused");
    await tab.page.evaluate(refreshNow);
    await tab.page.waitForTimeout(200);
    expect(asked).toEqual([]);
    await tab.page.locator("#pause").click();
    await until(tab.page, `document.getElementById("live").textContent.startsWith("Live")`);
    expect(asked.length).toBe(1);
    await tab.close();
  });

  test("a server that goes is told, keeps the data on the screen, and is found again", async () => {
    const own = await startTestServer(market);
    const tab = await openTab(browser, own.url);
    const { page } = tab;
    const before = await symbols(page);
    await own.server.stop();
    await page.evaluate(refreshNow);
    await page.locator("#gone", { hasText: "has not answered since" }).waitFor();
    expect(await page.locator("#live").textContent()).toBe("No connection");
    expect(await symbols(page)).toEqual(before);
    const again = await startTestServer({ ...market, port: Number(new URL(own.url).port) });
    await page.evaluate(refreshNow);
    await page.locator("#gone").waitFor({ state: "hidden" });
    expect(await page.locator("#live").textContent()).toStartWith("Live");
    await tab.close();
    await again.server.stop();
  });
});
