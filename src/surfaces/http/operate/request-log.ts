import type { Caller } from "../route.ts";

/** A request that was answered. */
export interface Served {
  readonly method: string;
  /** As asked for, without what came after the question mark. */
  readonly path: string;
  readonly search: string;
  /** Path of the route with its braces; "none" where nothing stands there. */
  readonly route: string;
  readonly status: number;
  readonly elapsedMs: number;
  /** Of the body as it was sent; null for a stream. */
  readonly bytes: number | null;
  readonly keyId: Caller["keyId"];
  readonly address: string;
}

const pathLengthMax = 200;
const searchLengthMax = 200;
/** Values of these are printed; of all others, what a parameter holds is nobody's business. */
const plainParams = new Set([
  ...["filter", "limit", "interval", "order_by", "sort_by", "hours", "scanner", "symbol"],
  ...["sort", "session", "theme", "bars", "width", "height", "rows"],
]);
const plainValue = /^[\w.:-]{1,24}$/;
/** Something that looks like a key of ours, wherever it stands. */
const keyLike = /l2t_[A-Za-z0-9_]*/g;

/**
 * One line for a request: time, address, key, method, path, status, ms, bytes. Headers are never
 * printed, and of the query only values that cannot be secrets.
 */
export function logLine(served: Served, tsMs: number): string {
  const { method, path, search, status, elapsedMs, bytes, keyId, address } = served;
  const target = `${path.slice(0, pathLengthMax)}${searchText(search)}`;
  return [
    new Date(tsMs).toISOString(),
    address,
    keyId ?? "-",
    clean(method.slice(0, 20)),
    clean(target),
    status,
    `${elapsedMs.toFixed(1)}ms`,
    bytes ?? "stream",
  ].join(" ");
}

function searchText(search: string): string {
  if (search === "") return "";
  const parts = [...new URLSearchParams(search.slice(0, searchLengthMax))].map(([name, value]) => {
    const isPlain = plainParams.has(name) && plainValue.test(value);
    return `${plainValue.test(name) ? name : "*"}=${isPlain ? value : "*"}`;
  });
  return `?${parts.join("&")}`;
}

/** One line stays one line, whatever came in, and without keys. */
function clean(text: string): string {
  return text.replaceAll(keyLike, "l2t_*").replaceAll(/[^\x21-\x7e]/g, "?");
}
