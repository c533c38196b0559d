import type { VendorLimits } from "./vendor-http.ts";

/** Share of the announced limit that is used: the rest is left to the user's other programs. */
const limitShare = 0.9;

export interface RateLimitHeaders {
  /** Requests of a window, and those that are left of it. */
  readonly limit: string;
  readonly left: string;
  /** When the window ends, as time since 1970 in units of so many ms. */
  readonly reset: string;
  readonly resetUnitMs: number;
}

/** Reads the limit from headers of these names; null where an answer has none of them. */
export function rateLimitHeaders(names: RateLimitHeaders): NonNullable<VendorLimits["readLimit"]> {
  return (headers) => {
    const limit = countOf(headers, names.limit);
    const left = countOf(headers, names.left);
    const reset = countOf(headers, names.reset);
    if (limit === null && left === null && reset === null) return null;
    return {
      ...(limit !== null && limit > 0 && { limit: Math.max(1, Math.floor(limit * limitShare)) }),
      ...(left !== null && { left }),
      ...(reset !== null && { resetTsMs: reset * names.resetUnitMs }),
    };
  };
}

function countOf(headers: Headers, name: string): number | null {
  const text = headers.get(name);
  return text !== null && /^\d{1,14}$/.test(text) ? Number(text) : null;
}
