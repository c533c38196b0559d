import { Failure } from "../../../base/failure.ts";

/** More pages than any honest answer has: 100 million rows of bars. */
const pagesMax = 2_000;
/** Names of one and the same interface, of before and after the renaming. */
const ownHosts: readonly string[] = ["api.massive.com", "api.polygon.io"];

/**
 * Pages of an answer, one after the other, until the vendor names no further one. The first is
 * asked for with null, later ones with the address that the vendor named. An address that comes
 * again would lead in circles: Failure provider.bad-payload.
 */
export async function* pagesOf<Page extends { readonly next_url: string | null }>(
  what: string,
  ask: (nextPath: string | null) => Promise<Page>,
): AsyncGenerator<Page> {
  const seen = new Set<string>();
  let path: string | null = null;
  for (let count = 0; count < pagesMax; count++) {
    const page = await ask(path);
    yield page;
    if (page.next_url === null || page.next_url === "") return;
    if (seen.has(page.next_url)) {
      throw new Failure(
        "provider.bad-payload",
        `Massive named the same page of ${what} twice; what follows it is missing`,
      );
    }
    seen.add(page.next_url);
    path = nextPath(page.next_url);
  }
  throw new Failure("provider.bad-payload", `Massive's ${what} has more than ${pagesMax} pages`);
}

/**
 * The next page on the address that we ask: under its own name the vendor means the host that
 * answered, which may be a proxy of the user. Any other host is left as it is, and refused by the
 * link, which sends the key nowhere else.
 */
function nextPath(nextUrl: string): string {
  const url = URL.parse(nextUrl);
  if (url === null || !ownHosts.includes(url.host)) return nextUrl;
  return url.pathname + url.search;
}
