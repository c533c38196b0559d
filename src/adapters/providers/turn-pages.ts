import { Failure } from "../../base/failure.ts";

/** Tokens and addresses may be long. */
const nameLettersMax = 60;

export interface PageTurning<Page> {
  /** For people: who answers, and with what. */
  readonly vendor: string;
  readonly what: string;
  /** More pages than any honest answer has. */
  readonly pagesMax: number;
  /** What a page names as the next one: a token or an address; nothing on the last page. */
  readonly nextOf: (page: Page) => string | null;
}

/**
 * Pages of an answer, one after the other, until the vendor names no further one. The first is
 * asked for with null. A page that is named again would lead in circles: Failure
 * provider.bad-payload.
 */
export async function* turnPages<Page>(
  { vendor, what, pagesMax, nextOf }: PageTurning<Page>,
  ask: (next: string | null) => Promise<Page>,
): AsyncGenerator<Page> {
  const seen = new Set<string>();
  let next: string | null = null;
  for (let count = 0; count < pagesMax; count++) {
    const page: Page = await ask(next);
    yield page;
    next = nextOf(page);
    if (next === null || next === "") return;
    if (seen.has(next)) {
      const name = next.slice(0, nameLettersMax);
      throw new Failure(
        "provider.bad-payload",
        `${vendor} named the page "${name}" of ${what} twice; what follows it is missing`,
      );
    }
    seen.add(next);
  }
  throw new Failure("provider.bad-payload", `${vendor}'s ${what} has more than ${pagesMax} pages`);
}
