import type { Page } from "playwright-core";

/** Ten seconds are long for a page and short for a person who waits for the test. */
const patienceMs = 10_000;

/** Playwright's own wait runs the expression inside the page, which the page's policy forbids. */
export async function until(page: Page, expression: string): Promise<void> {
  const deadlineMs = performance.now() + patienceMs;
  while (!(await page.evaluate(expression))) {
    if (performance.now() > deadlineMs) throw new Error(`never came true: ${expression}`);
    await page.waitForTimeout(20);
  }
}
