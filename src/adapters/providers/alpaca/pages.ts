import { turnPages } from "../turn-pages.ts";

/** 100 million rows of bars. */
const pagesMax = 10_000;

/** Pages of an answer, by the token with which each one names the next. */
export function pagesOf<Page extends { readonly next_page_token: string | null }>(
  what: string,
  ask: (pageToken: string | undefined) => Promise<Page>,
): AsyncGenerator<Page> {
  const nextOf = (page: Page) => page.next_page_token;
  const turning = { vendor: "Alpaca", what, pagesMax, nextOf };
  return turnPages(turning, (token) => ask(token ?? undefined));
}
