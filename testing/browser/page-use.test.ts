/** What people do on the page, with a mouse, with keys and without a script. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { startTestServer, type TestServer } from "../api-server.ts";
import { type MadeUpMarket, makeUpMarket } from "../made-up-market.ts";
import { findChromium, launchChromium, openTab } from "./browser.ts";
import { until } from "./until.ts";

// A browser on a busy machine takes its time.
setDefaultTimeout(60_000);

const path = findChromium();
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

const address = (page: Page) =>
  page.evaluate("location.pathname + location.search") as Promise<string>;
const symbols = (page: Page) =>
  page.evaluate(
    `[...document.querySelectorAll("tbody tr")].map((row) => row.dataset.key)`,
  ) as Promise<string[]>;
const detailsOf = (page: Page) => page.locator("#details-title").textContent();

describe.skipIf(path === undefined)("with a mouse", () => {
  test("tabs, chips, headings and rows change the view in place, Back undoes it", async () => {
    const tab = await openTab(browser, server.url);
    const { page } = tab;
    await page.evaluate("window.isSamePage = true");
    await page.locator("[data-tab='3']").click();
    await page.waitForURL("**/?scanner=macd");
    await page.locator(".tabs [aria-current]", { hasText: "MACD cross" }).waitFor();
    await page.locator(".chip", { hasText: "Bearish" }).click();
    await page.waitForURL("**/?scanner=macd&filter=bearish");
    await page.locator(".chip[aria-current]", { hasText: "Bearish" }).waitFor();
    await page.locator("th a", { hasText: "Price" }).click();
    await page.waitForURL("**/*sort=-price*");
    await page.locator("th[aria-sort='descending']").waitFor();
    const sorted = await symbols(page);
    await page.locator("th a", { hasText: "Price" }).click();
    await page.locator("th[aria-sort='ascending']").waitFor();
    expect((await symbols(page)).toReversed()).toEqual(sorted);
    await page.locator("tbody tr").nth(2).locator("td").last().click();
    await page.waitForURL("**/*symbol=*");
    await expectDetails(page, (await symbols(page))[2] as string);
    for (const _ of [1, 2]) await page.goBack();
    await page.locator("th[aria-sort='descending']").waitFor();
    expect(await symbols(page)).toEqual(sorted);
    for (const _ of [1, 2, 3]) await page.goBack();
    await page.locator(".tabs [aria-current]", { hasText: "TTM Squeeze" }).waitFor();
    expect(await address(page)).toBe("/");
    expect(await page.evaluate("window.isSamePage")).toBe(true);
    expect(tab.troubles).toEqual([]);
    await tab.close();
  });

  test("an address opens its view: scanner, filter, order, search, symbol", async () => {
    const all = (await server.json("/api/macd_scanner?limit=0"))["data"] as { symbol: string }[];
    const { symbol } = all[40] as { symbol: string };
    const query = `?scanner=macd&filter=all&q=${symbol.slice(0, 2)}&sort=symbol&symbol=${symbol}`;
    const tab = await openTab(browser, server.url + query);
    const listed = await symbols(tab.page);
    expect(listed).toEqual([...listed].sort());
    expect(listed).toContain(symbol);
    expect(await detailsOf(tab.page)).toBe(symbol);
    expect(await tab.page.locator("tr.sel").getAttribute("data-key")).toBe(symbol);
    await tab.close();
  });

  test("the chart is a picture in the reader's theme", async () => {
    const tab = await openTab(browser, server.url, { theme: "light" });
    const picture = () => tab.page.evaluate(`document.querySelector(".chart img").currentSrc`);
    const width = `document.querySelector(".chart img").naturalWidth`;
    await until(tab.page, `${width} === 480`);
    expect(await picture()).toContain("theme=light");
    await tab.page.locator("#theme").click();
    await until(tab.page, `document.querySelector(".chart img").currentSrc.includes("dark")`);
    expect(await tab.page.evaluate("document.documentElement.dataset.theme")).toBe("dark");
    await tab.page.reload();
    expect(await tab.page.evaluate("document.documentElement.dataset.theme")).toBe("dark");
    expect(await picture()).toContain("theme=dark");
    expect(tab.troubles).toEqual([]);
    await tab.close();
  });
});

describe.skipIf(path === undefined)("with keys", () => {
  test("J, K and arrows walk the rows, and the details follow", async () => {
    const tab = await openTab(browser, server.url);
    const { page } = tab;
    const rows = await symbols(page);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await expectDetails(page, rows[1] as string);
    await page.keyboard.press("ArrowDown");
    await expectDetails(page, rows[2] as string);
    await page.keyboard.press("k");
    await expectDetails(page, rows[1] as string);
    await page.keyboard.press("End");
    await expectDetails(page, rows.at(-1) as string);
    expect(await page.evaluate("document.activeElement.textContent")).toBe(rows.at(-1) as string);
    expect(await page.evaluate("history.length")).toBeLessThanOrEqual(2);
    await tab.close();
  });

  test("the table is one stop of the Tab key", async () => {
    const tab = await openTab(browser, server.url);
    const stops = `[...document.querySelectorAll("tbody a")].filter((a) => a.tabIndex >= 0).length`;
    expect(await tab.page.evaluate(stops)).toBe(1);
    await tab.page.keyboard.press("j");
    await tab.page.keyboard.press("j");
    expect(await tab.page.evaluate(stops)).toBe(1);
    await tab.close();
  });

  test("digits open tabs, / searches, Escape leaves, T changes the theme, ? helps", async () => {
    const tab = await openTab(browser, server.url);
    const { page } = tab;
    await page.keyboard.press("2");
    await page.waitForURL("**/?scanner=vpb");
    const [first] = (await symbols(page)) as [string];
    await page.keyboard.press("/");
    await page.keyboard.type(first.slice(0, 3).toLowerCase());
    await page.waitForURL(`**/?scanner=vpb&q=${first.slice(0, 3).toLowerCase()}`);
    await until(page, `document.querySelectorAll("tbody tr").length < 10`);
    expect(await symbols(page)).toContain(first);
    // In a field they are letters.
    await page.keyboard.type("t2j?");
    await page.locator(".state").first().waitFor();
    expect(await page.locator("dialog[open]").count()).toBe(0);
    expect(await page.evaluate("document.documentElement.dataset.theme ?? null")).toBeNull();
    await page.keyboard.press("Escape");
    await page.waitForURL("**/?scanner=vpb");
    await page.keyboard.press("Escape");
    expect(await page.evaluate("document.activeElement === document.body")).toBe(true);
    await page.keyboard.press("t");
    expect(await page.evaluate("document.documentElement.dataset.theme")).toBe("light");
    await page.keyboard.press("?");
    expect(await page.locator("dialog[open]").count()).toBe(1);
    await page.keyboard.press("3");
    await page.keyboard.press("Escape");
    expect(await page.locator("dialog[open]").count()).toBe(0);
    expect(await address(page)).toBe("/?scanner=vpb");
    expect(tab.troubles).toEqual([]);
    await tab.close();
  });

  test("single keys can be turned off, and stay off", async () => {
    const tab = await openTab(browser, server.url);
    await tab.page.locator("#help-open").click();
    await tab.page.locator("#keys-on").uncheck();
    await tab.page.keyboard.press("Escape");
    await tab.page.keyboard.press("2");
    await tab.page.reload();
    await tab.page.keyboard.press("2");
    await tab.page.keyboard.press("t");
    await tab.page.waitForTimeout(200);
    expect(await address(tab.page)).toBe("/");
    expect(await tab.page.evaluate("document.documentElement.dataset.theme ?? null")).toBeNull();
    await tab.close();
  });
});

describe.skipIf(path === undefined)("on a phone", () => {
  test("details lie over the list, hold the focus, and give it back", async () => {
    const tab = await openTab(browser, server.url, { width: 390, height: 844 });
    const { page } = tab;
    expect(await page.locator("#details").isVisible()).toBe(false);
    const rows = await symbols(page);
    await page.locator("tbody tr").nth(1).click();
    await page.locator("#details").waitFor({ state: "visible" });
    expect(await detailsOf(page)).toBe(rows[1] as string);
    expect(await page.evaluate("document.activeElement.id")).toBe("details-title");
    expect(await page.evaluate(`document.getElementById("board").inert`)).toBe(true);
    await page.keyboard.press("Escape");
    await page.locator("#details").waitFor({ state: "hidden" });
    await until(page, `document.activeElement.textContent === "${rows[1]}"`);
    expect(await page.evaluate(`document.getElementById("board").inert`)).toBe(false);
    await page.goBack();
    await page.locator("#details").waitFor({ state: "visible" });
    expect(tab.troubles).toEqual([]);
    await tab.close();
  });
});

describe.skipIf(path === undefined)("without a script", () => {
  test("links and the search form do it all", async () => {
    const tab = await openTab(browser, server.url, { hasScript: false });
    const { page } = tab;
    await page.locator(".tabs a", { hasText: "MACD" }).click();
    await page.locator(".chip", { hasText: "All" }).click();
    await page.locator("th a", { hasText: "Price" }).click();
    await page.locator("#q").fill("ba");
    await page.locator("#q").press("Enter");
    await page.waitForURL("**/*q=ba*");
    const links = page.locator("tbody th a");
    expect(await links.count()).toBeGreaterThan(0);
    const symbol = (await links.first().textContent()) as string;
    await links.first().click();
    expect(new URL(page.url()).searchParams.get("symbol")).toBe(symbol);
    expect(page.url()).toContain("scanner=macd");
    expect(page.url()).toContain("sort=-price");
    expect(await detailsOf(page)).toBe(symbol);
    expect(await page.locator("#theme").isVisible()).toBe(false);
    await tab.close();
  });
});

async function expectDetails(page: Page, symbol: string): Promise<void> {
  await page.locator("#details-title", { hasText: symbol }).waitFor();
  expect(await detailsOf(page)).toBe(symbol);
  expect(await page.locator("tr.sel").getAttribute("data-key")).toBe(symbol);
}
