import type { ResultRow } from "../../../domain/result-table.ts";
import type { ScannerDefinition } from "../../../scanners/define.ts";
import { scanners } from "../../../scanners/registry.ts";
import { descending } from "../../../scanners/row-order.ts";
import { filterNames } from "../../../services/scan/select-rows.ts";
import { withAgesAt } from "../bar-age.ts";
import { jsonRows } from "../json-rows.ts";
import type { ResultFacts } from "../latest-results.ts";
import { intervalParam, wordParam } from "../params.ts";
import { defineRoute, jsonType, type Route } from "../route.ts";
import { limitParam } from "./limit.ts";

/** Tables whose routes the reference system had: names that it ignored are ignored. */
const referenceTables: readonly string[] = ["macd_scanner", "vpb_scanner", "ttm_squeeze_scanner"];
/** Of those, the ones that `filter=all` listed by scan time, newest first. */
const listedByScanTime: readonly string[] = ["macd_scanner", "vpb_scanner"];

/** One route for each registered scanner: a new scanner needs no line here. */
export const scannerResults: readonly Route[] = scanners.map(resultsOf);

function resultsOf(definition: ScannerDefinition): Route {
  const { table, title } = definition;
  const ordering = listedByScanTime.includes(table) ? byScanTime(definition) : definition;
  return defineRoute({
    group: "Scanners",
    path: `/api/${table}`,
    summary: `Newest ${title} results, one row for each symbol.`,
    params: {
      filter: wordParam({
        words: filterNames(definition),
        default: "all",
        help: "all lists symbols without a signal too, after the others; status tells them apart",
      }),
      limit: limitParam(20),
      interval: intervalParam({ default: "1d", help: "bar length" }),
    },
    acceptsUnknown: referenceTables.includes(table),
    answer: ({ params }, { results, nowTsMs, status }) => {
      // The rows themselves are needed only where the answer is not kept.
      const facts = results.facts(definition, params.interval);
      const body = () => {
        const { filter, limit } = params;
        const found = results.of(definition, params.interval);
        const rows = found.select(ordering, filter, "api");
        const rowCount = limit > 0 ? Math.min(limit, rows.length) : rows.length;
        const labels = labelsOf(found.facts, status.isSimulated);
        return jsonRows({
          before: { success: true, count: rowCount },
          after: { total: rows.length, ...params, ...labels },
          rowCount,
          rowsOf: (from, to) => withAgesAt(nowTsMs, rows.slice(from, to)),
        });
      };
      const version = `${facts.version}${status.isSimulated}`;
      return { status: 200, contentType: jsonType, body, version };
    },
  });
}

/** Of one scan the signals come first, by the scanner's own order. */
function byScanTime(definition: ScannerDefinition): ScannerDefinition {
  const newestScan = descending("scanned_at");
  const own = definition.orders["all"] ?? definition.orders.default;
  const all = (a: ResultRow, b: ResultRow) => newestScan(a, b) || own(a, b);
  return { ...definition, orders: { ...definition.orders, all } };
}

/** What the rows are and how old they are, for people who see the answer only. */
function labelsOf(facts: ResultFacts, isSimulated: boolean) {
  return {
    as_of: facts.scannedAt,
    newest_bar: facts.barTime,
    dialect: facts.dialects.join(", ") || null,
    source: facts.sources.join(", ") || null,
    simulated: facts.isSimulated || isSimulated,
  };
}
