import { Failure } from "../../../base/failure.ts";
import { didYouMean } from "../../../config/suggest.ts";
import type { ResultRow } from "../../../domain/result-table.ts";
import { type CellValue, scanStatuses } from "../../../domain/signal.ts";
import type { RowOrder, ScannerDefinition } from "../../../scanners/define.ts";
import { scanners } from "../../../scanners/registry.ts";
import { filterNames } from "../../../services/scan/select-rows.ts";
import { withAgesAt } from "../bar-age.ts";
import type { ResultFacts, ScannerResults } from "../latest-results.ts";
import { parseSort, sortParam, symbolsParam } from "../list-params.ts";
import { flag, instant, list, nullable, object, text, whole, word } from "../openapi/schema.ts";
import { intervalParam, quoted, textParam, wholeParam, wordParam } from "../params.ts";
import { defineRoute, type RouteContext } from "../route.ts";
import { signalWord } from "../signal-word.ts";
import { parseUtcTime } from "../utc-time.ts";
import { cellsSchema } from "./cells.ts";
import { compareKeys, cursorParam, type Key, type Page, pageFrom, pageOf } from "./cursor.ts";
import { isoOrNull, pageEnvelope, v1Answer } from "./envelope.ts";
import { directionField, intervalField, symbolField } from "./fields.ts";

const result = object(
  {
    symbol: symbolField,
    status: word(
      "signal: the condition holds; none: it does not; the others say why nothing is claimed",
      scanStatuses,
      "signal",
    ),
    signal: nullable(text("the scanner's word for it; null without a signal", "fired")),
    direction: directionField,
    interval: intervalField,
    values: cellsSchema("the scanner's own cells: its `columns` name them"),
    why: text("the numbers behind the verdict", "squeeze fired bullish after 8 bars"),
    bar_time: nullable(text("newest bar used: session date, or open time", "2024-06-28")),
    bar_state: word("forming: its session time still runs", ["closed", "forming"], "closed"),
    onset_time: nullable(text("bar at which the condition began", "2024-06-28")),
    data_age_seconds: nullable(whole("time since that bar closed", 720)),
    bar_count: whole("bars that were given", 60),
    dialect: text("definition that was computed", "thinkorswim"),
    adjustment: word("whether past prices were restated for splits", ["split", "raw"], "split"),
    source: text("provider and feed of the bars", "csv:daily.csv"),
    simulated: flag("true for made-up prices"),
    signal_id: nullable(text("its entry in the ledger", "ttm-squeeze:AAPL:1d:2024-06-28:4f2ac1")),
    scanned_at: instant("when it was computed"),
  },
  { title: "ScanResult" },
);

const response = pageEnvelope(list(result), {
  scanner: text("whose results these are", "ttm-squeeze"),
  count: whole("results on this page", 1),
  total: whole("results on all pages", 12),
  version: text("changes when the results do: pages of one version fit together", "k3Jd9"),
  newest_bar: nullable(text("newest bar of any result", "2024-06-28")),
  measured_at: instant("the moment that ages are measured to"),
});

const ownOrder = "scanner";

export const scannerResultsV1 = defineRoute({
  group: "Scanners",
  path: "/api/v1/scanners/{scanner}/results",
  summary: "Newest results of a scanner, one for each symbol.",
  pathParams: {
    scanner: wordParam({
      words: scanners.map(({ scanner }) => scanner),
      default: scanners[0]?.scanner ?? "",
      help: "id of the scanner",
    }),
  },
  params: {
    filter: textParam({
      lengthMax: 40,
      help: "signals, bullish, bearish, all, or one of the scanner's own; all is the default",
    }),
    interval: intervalParam({ default: "1d", help: "bar length" }),
    symbols: symbolsParam({ help: "only these symbols" }),
    sort: sortParam({
      default: ownOrder,
      help: "scanner: its own order for the filter; or symbol, or one of its columns",
    }),
    limit: wholeParam({ default: 100, min: 1, max: 10_000, help: "results at most" }),
    cursor: cursorParam(2),
  },
  response,
  answer: ({ params, pathParams }, context) => {
    const definition = scanners.find(({ scanner }) => scanner === pathParams.scanner);
    if (definition === undefined) throw new Failure("not.found", "there is no such scanner");
    const filter = filterOf(definition, params.filter ?? "all");
    const wanted = { ...params, filter };
    const { isSimulated } = context.status;
    const version = context.v1.hot.of({
      name: `${definition.scanner} ${params.interval}`,
      newestEventId: context.store.events.newestId(),
      version: () => context.results.facts(definition, params.interval).version,
    });
    return v1Answer(response, () => resultsBody(definition, wanted, context), {
      version: `${version}-${isSimulated}`,
    });
  },
});

interface Wanted {
  readonly filter: string;
  readonly interval: Parameters<RouteContext["results"]["of"]>[1];
  readonly symbols: readonly string[] | null;
  readonly sort: string;
  readonly limit: number;
  readonly cursor: Key | null;
}

function resultsBody(definition: ScannerDefinition, wanted: Wanted, context: RouteContext) {
  const { results, nowTsMs, status } = context;
  const found = results.of(definition, wanted.interval);
  const rows = listed(definition, found, wanted);
  const page = sortedPage(definition, rows, wanted);
  const shown = withAgesAt(nowTsMs, page.rows);
  return {
    data: shown.map((row) => resultOf(definition, row)),
    meta: {
      ...labels(found.facts, status.isSimulated),
      next_cursor: page.nextCursor,
      scanner: definition.scanner,
      count: shown.length,
      total: rows.length,
      version: found.facts.version,
      newest_bar: found.facts.barTime,
      measured_at: new Date(nowTsMs).toISOString(),
    },
  };
}

function labels(facts: ResultFacts, isSimulated: boolean) {
  return {
    simulated: facts.isSimulated || isSimulated,
    source: facts.sources.join(", ") || null,
    as_of: isoOrNull(parseUtcTime(facts.scannedAt)),
  };
}

/** Sorted once for each filter; a choice of symbols keeps the order. */
function listed(definition: ScannerDefinition, found: ScannerResults, wanted: Wanted) {
  const rows = found.select(totalOrders(definition), wanted.filter, "v1");
  if (wanted.symbols === null) return rows;
  const symbols = new Set<unknown>(wanted.symbols);
  return rows.filter((row) => symbols.has(row["symbol"]));
}

/** No two rows share a place: pages could not tell where they ended. */
function totalOrders(definition: ScannerDefinition): ScannerDefinition {
  const orders = Object.entries(definition.orders).map(([name, order]): [string, RowOrder] => [
    name,
    (a, b) => order(a, b) || (String(a["symbol"]) < String(b["symbol"]) ? -1 : 1),
  ]);
  return { ...definition, orders: Object.fromEntries(orders) as ScannerDefinition["orders"] };
}

function sortedPage(
  definition: ScannerDefinition,
  rows: readonly ResultRow[],
  wanted: Wanted,
): Page<ResultRow> {
  const { sort, cursor, limit } = wanted;
  if (sort === ownOrder) return ownPage(rows, { cursor, limit });
  const { column, isDescending } = sortOf(definition, sort);
  const keyOf = (row: ResultRow): Key => [row[column] ?? null, String(row["symbol"])];
  const signs = [isDescending ? -1 : 1, 1] as const;
  const sorted = rows.toSorted((a, b) => compareKeys(keyOf(a), keyOf(b), signs));
  const compare = (row: ResultRow, key: Key) => compareKeys(keyOf(row), key, signs);
  return pageOf(sorted, { after: cursor, limit, keyOf, compare });
}

/** The order reads whatever cells it likes, so a page goes on behind the row of a symbol. */
function ownPage(
  rows: readonly ResultRow[],
  { cursor, limit }: { readonly cursor: Key | null; readonly limit: number },
): Page<ResultRow> {
  const keyOf = (row: ResultRow): Key => [ownOrder, String(row["symbol"])];
  if (cursor === null) return pageFrom(rows, { from: 0, limit, keyOf });
  const last = rows.findIndex((row) => row["symbol"] === cursor[1]);
  if (last >= 0) return pageFrom(rows, { from: last + 1, limit, keyOf });
  const text = "the page before ended at a row that is no longer listed";
  throw new Failure("usage.invalid", `${text}; begin anew without cursor, or sort by a column`);
}

function sortOf(definition: ScannerDefinition, text: string) {
  const sort = parseSort(text);
  const columns = ["symbol", ...definition.columns.map(({ name }) => name)];
  if (sort !== undefined && columns.includes(sort.column)) return sort;
  const hint = didYouMean(text.replace(/^-/, ""), columns);
  const offered = [ownOrder, ...columns].join(", ");
  throw new Failure(
    "usage.invalid",
    `sort is one of ${offered}, or one with - before it, not ${quoted(text)}${hint}`,
  );
}

function filterOf(definition: ScannerDefinition, text: string): string {
  const names = filterNames(definition);
  if (names.includes(text)) return text;
  const hint = didYouMean(text, names);
  const offered = names.join(", ");
  throw new Failure("usage.invalid", `filter is one of ${offered}, not ${quoted(text)}${hint}`);
}

function resultOf(definition: ScannerDefinition, row: ResultRow) {
  const values: Record<string, CellValue> = {};
  for (const { name } of definition.columns) values[name] = row[name] ?? null;
  const cell = <T extends CellValue>(name: string) => (row[name] ?? null) as T;
  return {
    symbol: cell<string>("symbol"),
    status: cell<(typeof scanStatuses)[number]>("status"),
    signal: signalWord(definition, row),
    direction: cell<"bullish" | "bearish" | "neutral">("direction"),
    interval: cell<Wanted["interval"]>("interval"),
    values,
    why: cell<string>("why"),
    bar_time: cell<string | null>("bar_time"),
    bar_state: cell<"closed" | "forming">("bar_state"),
    onset_time: cell<string | null>("onset_time"),
    data_age_seconds: cell<number | null>("data_age_seconds"),
    bar_count: cell<number>("bar_count"),
    dialect: cell<string>("dialect"),
    adjustment: cell<"split" | "raw">("adjustment"),
    source: cell<string>("source"),
    simulated: cell<boolean>("simulated"),
    signal_id: cell<string | null>("signal_id"),
    scanned_at: isoOrNull(parseUtcTime(cell<string>("scanned_at"))) ?? cell<string>("scanned_at"),
  };
}
