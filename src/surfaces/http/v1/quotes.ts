import type { WatchlistRow } from "../../../ports/cache-store.ts";
import { parseSort, sortParam, symbolsParam } from "../list-params.ts";
import { instant, list, whole } from "../openapi/schema.ts";
import { wholeParam } from "../params.ts";
import { defineRoute, type RouteContext } from "../route.ts";
import { compareKeys, cursorParam, type Key, pageOf } from "./cursor.ts";
import { isoText, pageEnvelope, v1Answer } from "./envelope.ts";
import { originMeta } from "./origin.ts";
import { quoteOf, quoteSchema } from "./quote-fields.ts";
import { storedQuotes } from "./stored-quotes.ts";

const response = pageEnvelope(list(quoteSchema), {
  count: whole("quotes on this page", 1),
  total: whole("quotes on all pages", 150),
  measured_at: instant("the moment that ages are measured to"),
});

/** Columns to sort by, under the names of the table. */
const sortable = {
  symbol: "symbol",
  price: "price",
  change_pct: "daily_change_pct",
  volume: "volume",
  premarket_change_pct: "premarketChangePct",
} as const satisfies Readonly<Record<string, keyof WatchlistRow>>;

export const quotesV1 = defineRoute({
  group: "Bars and quotes",
  path: "/api/v1/quotes",
  summary: "Newest quotes with their age, by symbol or by what moved most.",
  params: {
    symbols: symbolsParam({ help: "only these symbols" }),
    sort: sortParam({
      columns: Object.keys(sortable),
      default: "symbol",
      help: "order; - puts the largest first, and quotes without the value come last",
    }),
    limit: wholeParam({ default: 100, min: 1, max: 10_000, help: "quotes at most" }),
    cursor: cursorParam(2),
  },
  response,
  answer: ({ params }, context) => {
    const { version, read } = storedQuotes(context);
    return v1Answer(response, () => quotesBody(read(), params, context), {
      version: `quotes-${version}-${context.status.isSimulated}`,
    });
  },
});

interface Wanted {
  readonly symbols: readonly string[] | null;
  readonly sort: string;
  readonly limit: number;
  readonly cursor: Key | null;
}

function quotesBody(all: readonly WatchlistRow[], wanted: Wanted, context: RouteContext) {
  const { nowTsMs } = context;
  const { isSimulated } = context.status;
  const { cursor, limit } = wanted;
  const symbols = wanted.symbols && new Set<string>(wanted.symbols);
  const rows = symbols === null ? all : all.filter(({ symbol }) => symbols.has(symbol));
  const sort = parseSort(wanted.sort) ?? { column: "symbol", isDescending: false };
  const column = sortable[sort.column as keyof typeof sortable];
  const signs = [sort.isDescending ? -1 : 1, 1] as const;
  const keyOf = (row: WatchlistRow): Key => [row[column] ?? null, row.symbol];
  const sorted = rows.toSorted((a, b) => compareKeys(keyOf(a), keyOf(b), signs));
  const compare = (row: WatchlistRow, key: Key) => compareKeys(keyOf(row), key, signs);
  const page = pageOf(sorted, { after: cursor, limit, keyOf, compare });
  return {
    data: page.rows.map((row) => quoteOf(row, { nowTsMs, isSimulated })),
    meta: {
      ...originMeta(rows, {
        ...{ isSimulated, table: "watchlist" },
        provenanceOf: ({ provenance }) => provenance,
        tsMsOf: ({ updatedTsMs }) => updatedTsMs,
      }),
      next_cursor: page.nextCursor,
      count: page.rows.length,
      total: rows.length,
      measured_at: isoText(nowTsMs),
    },
  };
}
