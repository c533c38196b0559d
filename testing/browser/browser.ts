import { existsSync } from "node:fs";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";

/** Where distributions put it; CHROMIUM_PATH names another one. */
const usualPaths = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** A browser to test with; undefined, with one line that says so, where there is none. */
export function findChromium(): string | undefined {
  const named = process.env["CHROMIUM_PATH"];
  const found = named ?? usualPaths.find((path) => existsSync(path));
  if (found !== undefined && existsSync(found)) return found;
  const reason = named === undefined ? "no Chromium here" : `CHROMIUM_PATH "${named}" is no file`;
  console.warn(`SKIPPED: the page is not tested in a browser, ${reason}; install one, such as`);
  console.warn("  apt-get install chromium, or name it: CHROMIUM_PATH=/path/to/chromium npm test");
  return undefined;
}

/** Quiet and alone: a profile of its own, no network of its own. */
const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: flags });
}

export interface OpenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: "dark" | "light";
  readonly hasScript?: boolean;
  readonly reducedMotion?: boolean;
  readonly forcedColors?: boolean;
  readonly pixelRatio?: number;
}

/** A page, and everything that went wrong on it. */
export interface Tab {
  readonly page: Page;
  readonly troubles: string[];
  close(): Promise<void>;
}

export async function openTab(
  browser: Browser,
  url: string,
  options: OpenOptions = {},
): Promise<Tab> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.theme ?? "dark",
    javaScriptEnabled: options.hasScript ?? true,
    reducedMotion: options.reducedMotion ? "reduce" : "no-preference",
    forcedColors: options.forcedColors ? "active" : "none",
    deviceScaleFactor: options.pixelRatio ?? 1,
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("request", (request) => {
    const isOwn = request.url().startsWith(new URL("/", url).href);
    if (!isOwn) troubles.push(`asks elsewhere: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) troubles.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(url, { waitUntil: "load" });
  return { page, troubles, close: () => context.close() };
}

/** What axe finds against WCAG 2.2 AA and good practice, one line each. */
export async function accessProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const run = `axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(
    ({ target, failureSummary }) => id + " " + target + " " + failureSummary)))`;
  return (await page.evaluate(run)) as string[];
}

/** px by which the page is wider than its window. */
export async function overflowPx(page: Page): Promise<number> {
  return (await page.evaluate("document.documentElement.scrollWidth - innerWidth")) as number;
}
