import { turnPages } from "../turn-pages.ts";
import type { MassiveContext, MassiveRequest } from "./calls.ts";
import { readBody, resultsPage } from "./wire.ts";

/** 100 million rows of bars. */
const pagesMax = 2_000;
/** Names of one and the same interface, of before and after the renaming. */
const ownHosts: readonly string[] = ["api.massive.com", "api.polygon.io"];

export type PagesRequest = Omit<MassiveRequest, "path" | "query"> & {
  /** Of the first page; each one names the address of the next. */
  readonly first: Pick<MassiveRequest, "path" | "query">;
};

interface Page {
  readonly results: readonly unknown[];
  readonly nextUrl: string | null;
  readonly receivedTsMs: number;
}

/** Pages of an answer, by the address with which each one names the next. */
export function pagesOf(
  { calls }: MassiveContext,
  what: string,
  { first, ...others }: PagesRequest,
): AsyncGenerator<Page> {
  const nextOf = ({ nextUrl }: Page) => nextUrl && pathOf(nextUrl);
  return turnPages({ vendor: "Massive", what, pagesMax, nextOf }, async (next) => {
    const where = next === null ? first : { path: next };
    const response = await calls.get({ ...others, ...where });
    const { results, next_url: nextUrl } = readBody(resultsPage, response, what);
    return { results, nextUrl, receivedTsMs: response.receivedTsMs };
  });
}

/**
 * The next page on the address that we ask: under its own name the vendor means the host that
 * answered, which may be a proxy of the user. Any other host is left as it is, and refused by the
 * link, which sends the key nowhere else.
 */
function pathOf(nextUrl: string): string {
  const url = URL.parse(nextUrl);
  if (url === null || !ownHosts.includes(url.host)) return nextUrl;
  return url.pathname + url.search;
}
