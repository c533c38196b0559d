/** The reference of the API in a browser: both themes, three sizes, keyboard, forms. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser } from "playwright-core";
import { startTestServer, type TestServer } from "../api-server.ts";
import { type MadeUpMarket, makeUpMarket } from "../made-up-market.ts";
import { accessProblems, findChromium, launchChromium, openTab, overflowPx } from "./browser.ts";

// A browser on a busy machine takes its time.
setDefaultTimeout(60_000);

const path = findChromium();
let browser: Browser;
let market: MadeUpMarket;
let server: TestServer;
let url: string;

beforeAll(async () => {
  if (path === undefined) return;
  market = await makeUpMarket({ symbols: 12 });
  server = await startTestServer({ ...market, status: { isSimulated: true } });
  url = `${server.url}api/v1/docs`;
  browser = await launchChromium(path);
});

afterAll(async () => {
  await browser?.close();
  await server?.server.stop();
  market?.remove();
});

const sizes = [
  { width: 390, height: 844 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
];

describe.skipIf(path === undefined)("the reference in a browser", () => {
  for (const theme of ["dark", "light"] as const) {
    for (const size of sizes) {
      test(`has no access problem and no overflow: ${theme}, ${size.width} px`, async () => {
        const tab = await openTab(browser, url, { theme, ...size });
        expect(await accessProblems(tab.page)).toEqual([]);
        expect(await overflowPx(tab.page)).toBeLessThanOrEqual(0);
        for (const summary of await tab.page.locator("summary").all()) await summary.click();
        expect(await accessProblems(tab.page), "with its answers open").toEqual([]);
        expect(await overflowPx(tab.page), "with its answers open").toBeLessThanOrEqual(0);
        expect(tab.troubles).toEqual([]);
        await tab.close();
      });
    }
  }

  test("fits into every window from 320 px on", async () => {
    const tab = await openTab(browser, url);
    for (const width of [320, 560, 561, 900, 901, 1920]) {
      await tab.page.setViewportSize({ width, height: 800 });
      expect(await overflowPx(tab.page), `${width} px`).toBeLessThanOrEqual(0);
    }
    await tab.close();
  });

  test("is walked through by keyboard alone", async () => {
    const tab = await openTab(browser, url);
    await tab.page.keyboard.press("Tab");
    await tab.page.keyboard.press("Enter");
    expect(new URL(tab.page.url()).hash).toBe("#main");
    const link = tab.page.locator('nav a[href="#getBarsBySymbol"]');
    await link.focus();
    await tab.page.keyboard.press("Enter");
    const heading = tab.page.locator("#getBarsBySymbol-h");
    const box = await heading.boundingBox();
    // Below the bar that stays, not under it.
    expect(box?.y).toBeGreaterThan(50);
    expect(box?.y).toBeLessThan(200);
    await tab.close();
  });

  test("a filled in form asks the route in a new tab, without a script", async () => {
    const tab = await openTab(browser, url, { hasScript: false });
    const form = tab.page.locator("#getBarsBySymbol form");
    await form.locator('[name="symbol"]').fill(String(market.symbols[0]));
    await form.locator('[name="interval"]').selectOption("1w");
    await form.locator('[name="limit"]').fill("2");
    const opened = tab.page.context().waitForEvent("page");
    await form.locator("button").click();
    const answer = await opened;
    await answer.waitForLoadState();
    expect(new URL(answer.url()).pathname).toBe(`/api/v1/bars/${market.symbols[0]}`);
    expect(new URL(answer.url()).search).toBe("?interval=1w&limit=2");
    expect(await answer.locator("body").innerText()).toContain('"count":2');
    expect(tab.troubles).toEqual([]);
    await tab.close();
  });
});
