import type { WatchlistRow } from "../../../ports/cache-store.ts";
import type { RouteContext } from "../route.ts";
import { hasher } from "../runtime.ts";

export interface StoredQuotes {
  /** Changes with any of them; costs one number while nothing happens. */
  readonly version: string;
  /** Reads them when they are first asked for: a watched market has thousands. */
  read(): readonly WatchlistRow[];
}

export function storedQuotes({ store, v1 }: RouteContext): StoredQuotes {
  let rows: readonly WatchlistRow[] | null = null;
  const read = () => {
    rows ??= store.cache.watchlist();
    return rows;
  };
  const version = v1.hot.of({
    name: "quotes",
    newestEventId: store.events.newestId(),
    version: () => versionOf(read()),
  });
  return { version, read };
}

function versionOf(rows: readonly WatchlistRow[]): string {
  const hash = hasher("sha1");
  for (const row of rows) hash.update(`${JSON.stringify(row)}\n`);
  return hash.digest("base64url");
}
