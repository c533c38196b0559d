import type { Method } from "../route.ts";

const exposedHeaders = "ETag, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset";
const askedHeaders = "Authorization, X-API-Key, Content-Type, If-None-Match, Last-Event-ID";
const preflightSeconds = 600;

/**
 * Which pages of other origins may read answers: those that were named, letter by letter. They
 * bring a key; cookies are never sent along.
 */
export class CrossOrigin {
  readonly #origins: ReadonlySet<string>;

  /** Each entry may be several, with commas between, as an environment variable gives them. */
  constructor(origins: readonly string[]) {
    const names = origins.flatMap((entry) => entry.split(","));
    this.#origins = new Set(names.map((name) => name.trim()).filter((name) => name !== ""));
  }

  allows(origin: string | null): boolean {
    return origin !== null && this.#origins.has(origin);
  }

  /** Headers that let a named origin read the answer. */
  headers(origin: string | null): Readonly<Record<string, string>> {
    if (this.#origins.size === 0) return {};
    if (origin === null || !this.#origins.has(origin)) return { Vary: "Origin" };
    return {
      "Access-Control-Allow-Origin": origin,
      "Access-Control-Expose-Headers": exposedHeaders,
      Vary: "Origin",
    };
  }

  preflight(methods: readonly Method[]): Readonly<Record<string, string>> {
    return {
      "Access-Control-Allow-Methods": methods.join(", "),
      "Access-Control-Allow-Headers": askedHeaders,
      "Access-Control-Max-Age": String(preflightSeconds),
    };
  }
}

/**
 * Whether a request that changes something may come from the page that sent it. Browsers name
 * the page in Origin; programs send none. Sec-Fetch-Site tells of pages whose Origin is hidden.
 */
export function isOwnOrigin(headers: Headers): boolean {
  const origin = headers.get("Origin");
  const site = headers.get("Sec-Fetch-Site");
  if (origin === null) return site === null || site === "same-origin" || site === "none";
  // Forms of pages that send no referrer.
  if (origin === "null") return site === "same-origin";
  const url = URL.parse(origin);
  return url !== null && url.host === headers.get("Host")?.toLowerCase();
}
