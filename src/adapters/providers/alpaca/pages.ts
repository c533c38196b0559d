import { Failure } from "../../../base/failure.ts";

/** More pages than any honest answer has: 100 million rows of bars. */
const pagesMax = 10_000;

/**
 * Pages of an answer, one after the other, until the vendor names no further one. A token that
 * comes again would lead in circles: Failure provider.bad-payload.
 */
export async function* pagesOf<Page extends { readonly next_page_token: string | null }>(
  what: string,
  ask: (pageToken: string | undefined) => Promise<Page>,
): AsyncGenerator<Page> {
  const seen = new Set<string>();
  let token: string | undefined;
  for (let count = 0; count < pagesMax; count++) {
    const page = await ask(token);
    yield page;
    const next = page.next_page_token;
    if (next === null || next === "") return;
    if (seen.has(next)) {
      throw new Failure(
        "provider.bad-payload",
        `Alpaca named the page "${next}" of ${what} twice; what follows it is missing`,
      );
    }
    seen.add(next);
    token = next;
  }
  throw new Failure("provider.bad-payload", `Alpaca's ${what} has more than ${pagesMax} pages`);
}
