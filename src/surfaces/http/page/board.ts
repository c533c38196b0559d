import type { ResultColumn, ResultRow } from "../../../domain/result-table.ts";
import type { ScannerDefinition } from "../../../scanners/define.ts";
import { ascending, descending, inOrder } from "../../../scanners/row-order.ts";
import type { ScannerResults } from "../latest-results.ts";
import type { Sort, View } from "./view.ts";

/** Rows that the page shows before it is asked for all of them. */
const firstRows = 100;
/** More rows than this are no list that people read, and cost 15 KB of memory each to draw. */
const allRowsMax = 2_000;

/** The rows of a view, ready to be drawn. */
export interface Board {
  readonly rows: readonly ResultRow[];
  /** Rows that the filter and the search leave; more than `rows` where the list was cut. */
  readonly foundCount: number;
  readonly columns: readonly ResultColumn[];
  /** null where the view's column does not exist. */
  readonly sort: Sort | null;
}

export function buildBoard(view: View, results: ScannerResults): Board {
  const { scanner, filter, query } = view;
  const columns = boardColumns(scanner, results.rows);
  const sort = validSort(view.sort, columns);
  const selected = results.select(scanner, filter);
  const matching = query === "" ? selected : selected.filter((row) => matches(row, query));
  const sorted = sort === null ? matching : [...matching].sort(orderOf(sort));
  return {
    rows: sorted.slice(0, view.showsAllRows ? allRowsMax : firstRows),
    foundCount: sorted.length,
    columns,
    sort,
  };
}

/** Symbol and signal stand in every table and are sortable like the columns. */
export const fixedColumns = { symbol: "symbol", signal: "direction" } as const;

function orderOf({ column, isDescending }: Sort) {
  return inOrder(isDescending ? descending(column) : ascending(column));
}

function validSort(sort: Sort | null, columns: readonly ResultColumn[]): Sort | null {
  if (sort === null) return null;
  const names: string[] = [...Object.values(fixedColumns), ...columns.map(({ name }) => name)];
  return names.includes(sort.column) ? sort : null;
}

function matches(row: ResultRow, query: string): boolean {
  return String(row["symbol"]).includes(query);
}

/** The scanner's key columns, but for the one that says what the page's own signal column says. */
function boardColumns(
  { columns, signals }: ScannerDefinition,
  rows: readonly ResultRow[],
): readonly ResultColumn[] {
  const found = rows.filter((row) => row["status"] === "signal");
  const saysSignal = ({ name, kind }: ResultColumn) =>
    kind === "text" &&
    (name === "signal" ||
      (found.length > 0 && found.every((row) => Object.hasOwn(signals, String(row[name])))));
  return columns.filter((column) => column.isKey && !saysSignal(column));
}
