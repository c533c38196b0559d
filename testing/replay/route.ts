import type { Answer } from "./answer.ts";

/** A request that came. */
export interface ReplayRequest {
  readonly method: string;
  /** Decoded. */
  readonly path: string;
  /** Sorted by name, decoded; names that occur twice are there twice. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: Headers;
  readonly body: string;
  /** "GET /path?a=1&b=2" without the ignored parameters: what a route would be called. */
  readonly key: string;
}

export type Reply = Answer | ((request: ReplayRequest) => Answer | Promise<Answer>);

/** One reply for every request, or one after the other; the last of them serves all later ones. */
export type Replies = Reply | readonly Reply[];

export interface Route {
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly query: ReadonlyMap<string, readonly string[]> | "any";
  readonly replies: readonly Reply[];
  askedCount: number;
}

export function parseRoute(key: string, replies: Replies): Route {
  const match = /^([A-Z]+) (\/[^?]*)(?:\?(.*))?$/.exec(key);
  if (!match) throw new Error(`the route "${key}" is not like "GET /path?a=1"`);
  const [, method, path, query] = match as unknown as [string, string, string, string | undefined];
  const list = typeof replies === "function" || !Array.isArray(replies) ? [replies] : replies;
  if (list.length === 0) throw new Error(`the route "${key}" has no reply`);
  return {
    key,
    method,
    path: decoded(path),
    query: query === "*" ? "any" : grouped([...new URLSearchParams(query ?? "")]),
    replies: list as readonly Reply[],
    askedCount: 0,
  };
}

/** The route of a request: one that names more values goes before one with more "*". */
export function findRoute(
  routes: readonly Route[],
  request: Pick<ReplayRequest, "method" | "path" | "query">,
  ignoreQuery: readonly string[],
): Route | null {
  const asked = grouped(request.query);
  let best: Route | null = null;
  let bestNamed = -1;
  for (const route of routes) {
    if (route.method !== request.method || route.path !== request.path) continue;
    const named = route.query === "any" ? 0 : namedCount(route.query, asked, ignoreQuery);
    if (named > bestNamed) {
      best = route;
      bestNamed = named;
    }
  }
  return best;
}

export function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** How many values of the query are named, plus one; -1 where it does not match. */
function namedCount(
  wanted: ReadonlyMap<string, readonly string[]>,
  asked: ReadonlyMap<string, readonly string[]>,
  ignoreQuery: readonly string[],
): number {
  let named = 1;
  for (const name of new Set([...wanted.keys(), ...asked.keys()])) {
    if (ignoreQuery.includes(name)) continue;
    const values = wanted.get(name);
    const found = asked.get(name);
    if (!values || !found) return -1;
    if (values.length === 1 && values[0] === "*") continue;
    if (values.join("\n") !== found.join("\n")) return -1;
    named++;
  }
  return named;
}

function grouped(
  pairs: Iterable<readonly [string, string]>,
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = groups.get(name);
    if (values) values.push(value);
    else groups.set(name, [value]);
  }
  for (const values of groups.values()) values.sort();
  return groups;
}
