/** Every state of the page, in both themes and three sizes: reachable, readable, in its window. */
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

beforeAll(async () => {
  if (path === undefined) return;
  market = await makeUpMarket({ symbols: 120 });
  server = await startTestServer({ ...market, status: { isSimulated: true } });
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
const themes = ["dark", "light"] as const;
const views = ["?scanner=vpb", "?scanner=macd&filter=all&sort=-price", "?scanner=rsi-extreme"];
const states = ["?q=ZZZZ", "?interval=5m", "?scanner=nope", "?symbol=NOSUCH"];

describe.skipIf(path === undefined)("the page in a browser", () => {
  for (const theme of themes) {
    for (const size of sizes) {
      test(`has no access problem and no overflow: ${theme}, ${size.width} px`, async () => {
        const tab = await openTab(browser, server.url, { theme, ...size });
        expect(await accessProblems(tab.page)).toEqual([]);
        expect(await overflowPx(tab.page)).toBeLessThanOrEqual(0);

        const symbol = encodeURIComponent(market.symbols[5] as string);
        await tab.page.goto(`${server.url}?filter=all&symbol=${symbol}`);
        expect(await accessProblems(tab.page), "details").toEqual([]);
        expect(await overflowPx(tab.page), "details").toBeLessThanOrEqual(0);

        await tab.page.keyboard.press("?");
        expect(await tab.page.locator("dialog[open]").count()).toBe(1);
        expect(await accessProblems(tab.page), "help").toEqual([]);
        expect(tab.troubles).toEqual([]);
        await tab.close();
      });
    }
  }

  test.each([...views, ...states])("%s has no access problem", async (view) => {
    const tab = await openTab(browser, `${server.url}${view}`);
    expect(await accessProblems(tab.page)).toEqual([]);
    expect(tab.troubles).toEqual([]);
    await tab.close();
  });

  test("fits into every window from 320 px on", async () => {
    const tab = await openTab(browser, server.url);
    for (const view of ["", ...views, ...states, "?symbol=NOSUCH&filter=all"]) {
      await tab.page.goto(`${server.url}${view}`);
      for (const width of [320, 360, 390, 699, 700, 900, 1219, 1220, 1440, 1920, 2560]) {
        await tab.page.setViewportSize({ width, height: 800 });
        expect(await overflowPx(tab.page), `${view} at ${width} px`).toBeLessThanOrEqual(0);
      }
    }
    await tab.close();
  });

  test("a list of six hundred rows is a table for everyone, and quick", async () => {
    const large = await makeUpMarket({ symbols: 600, days: 60 });
    const many = await startTestServer(large);
    const tab = await openTab(browser, `${many.url}?filter=all&rows=all&sort=symbol`);
    expect(await tab.page.locator("tbody tr").count()).toBe(600);
    expect(await accessProblems(tab.page)).toEqual([]);
    expect(await tab.page.getByRole("rowheader").count()).toBeGreaterThanOrEqual(100);
    expect(await tab.page.getByRole("columnheader").count()).toBeGreaterThanOrEqual(8);
    await tab.page.keyboard.press("End");
    const last = large.symbols.toSorted().at(-1) as string;
    await tab.page.locator("#details-title", { hasText: last }).waitFor();
    expect(await overflowPx(tab.page)).toBeLessThanOrEqual(0);
    await tab.close();
    await many.server.stop();
    large.remove();
  });

  test("every control is at least 24 px in both directions", async () => {
    for (const size of sizes) {
      const tab = await openTab(browser, `${server.url}?q=A`, size);
      const small = await tab.page.evaluate(`[...document.querySelectorAll("a, button, input")]
        .filter((control) => control.checkVisibility() && !control.closest("p, .skip, dialog"))
        .map((control) => [control.outerHTML.slice(0, 80), control.getBoundingClientRect()])
        .filter(([, { width, height }]) => width < 24 || height < 24)
        .map(([html, { width, height }]) => html + " " + width + "x" + height)`);
      expect(small, `${size.width} px`).toEqual([]);
      await tab.close();
    }
  });

  test("nothing moves for those who asked for less motion", async () => {
    const tab = await openTab(browser, server.url, { reducedMotion: true });
    await tab.page.evaluate(`document.querySelector("tbody tr").classList.add("is-new")`);
    expect(await tab.page.evaluate("document.getAnimations().length")).toBe(0);
    await tab.close();
  });

  test("forced colours keep the selection and the shapes", async () => {
    const tab = await openTab(browser, server.url, { forcedColors: true });
    const style = (selector: string, name: string) =>
      tab.page.evaluate(`getComputedStyle(document.querySelector("${selector}")).${name}`);
    expect(await style(".chip[aria-current]", "outlineStyle")).toBe("solid");
    expect(await style("tbody tr.sel > th", "borderLeftWidth")).toBe("4px");
    expect(await accessProblems(tab.page)).toEqual([]);
    await tab.close();
  });
});
