import type { ResultColumn, ResultRow } from "../../../domain/result-table.ts";
import { type Board, fixedColumns } from "./board.ts";
import { cell, signalPill } from "./cells.ts";
import { attributes, type Html, html } from "./html.ts";
import { icon } from "./icons.ts";
import { type Sparkline, sparklineCell } from "./sparkline.ts";
import { type Sort, type View, viewUrl } from "./view.ts";

/**
 * A longer table comes in stretches that a browser draws only when they are scrolled to. That
 * takes other boxes than those of a table (style sheet, `.long`), so the roles are written out.
 */
const longTableRows = 500;
const stretchRows = 100;

export interface TableInput {
  readonly view: View;
  readonly board: Board;
  readonly sparklines: ReadonlyMap<string, Sparkline>;
  /** Symbol whose details are open. */
  readonly selected: string | null;
  readonly caption: string;
}

/** The rows of a view as a table whose headings sort. */
export function resultTable(input: TableInput): Html {
  const { board, view } = input;
  const columns = board.columns.map((column, index) => ({
    column,
    width: widthClass(column, index, board.columns),
  }));
  const isLong = board.rows.length > longTableRows;
  const size = isLong ? stretchRows : Math.max(1, board.rows.length);
  const bodies: Html[] = [];
  for (let from = 0; from < board.rows.length; from += size) {
    const rows = board.rows.slice(from, from + size).map((row) => tableRow(input, row, columns));
    bodies.push(html`<tbody${isLong && html` role="rowgroup"`}>${rows}</tbody>`);
  }
  const table = attributes({ class: isLong && "long", role: isLong && "table" });
  return html`<table${table}>
<caption class="vh">${input.caption}</caption>
<thead><tr>
${sortHead(view, board.sort, { ...symbolColumn, width: "" })}
${sortHead(view, board.sort, { ...signalColumn, width: "w2" })}
<th scope="col" class="${sparkWidth(board)}"><span class="h">30 bars</span></th>
${columns.map(({ column, width }) => sortHead(view, board.sort, { ...column, width }))}
</tr></thead>
${bodies}
</table>`;
}

type HeadColumn = Pick<ResultColumn, "name" | "kind" | "label" | "help"> & {
  readonly width: string;
};

const symbolColumn = {
  name: fixedColumns.symbol,
  kind: "text",
  label: "Symbol",
  help: "ticker",
} as const;
const signalColumn = {
  name: fixedColumns.signal,
  kind: "text",
  label: "Signal",
  help: "what the scanner found; sorts by side",
} as const;

function sortHead(view: View, sort: Sort | null, column: HeadColumn): Html {
  const isSorted = sort?.column === column.name;
  const direction = isSorted ? (sort.isDescending ? "descending" : "ascending") : undefined;
  const next = nextSort(sort, column);
  const mark = isSorted ? icon(sort.isDescending ? "desc" : "asc") : false;
  const head = attributes({ class: cellClass(column), "aria-sort": direction });
  const href = viewUrl(view, { sort: next, symbol: null });
  const link = html`<a class="h" href="${href}" title="${column.help}">${column.label}${mark}</a>`;
  return html`<th scope="col"${head}>${link}</th>`;
}

/** Numbers begin with the largest, words with A; the third click is the scanner's own order. */
function nextSort(sort: Sort | null, column: HeadColumn): Sort | null {
  const isNumber = column.kind !== "text";
  if (sort?.column !== column.name) return { column: column.name, isDescending: isNumber };
  if (sort.isDescending !== isNumber) return null;
  return { column: column.name, isDescending: !isNumber };
}

interface PlacedColumn {
  readonly column: ResultColumn;
  readonly width: string;
}

function tableRow(input: TableInput, row: ResultRow, columns: readonly PlacedColumn[]): Html {
  const { view, board, sparklines, selected } = input;
  const symbol = String(row["symbol"]);
  const isSelected = symbol === selected;
  const pill = signalPill(view.scanner, row);
  const link = attributes({
    href: viewUrl(view, { symbol }),
    "aria-current": isSelected ? "true" : undefined,
  });
  const line = sparklineCell(sparklines.get(symbol));
  const change = board.columns.find(({ name }) => name === "price_change_pct");
  const cells = columns.map(({ column, width }) => {
    // A phone has no room for the change's own column.
    const below =
      column.name === "price" && change && html`<span class="m">${cell(row, change)}</span>`;
    return html`<td class="${cellClass({ ...column, width })}">${cell(row, column)}${below}</td>`;
  });
  const marks = attributes({ "data-key": symbol, class: isSelected && "sel" });
  const name = html`<th scope="row"><a${link}>${symbol}</a><span class="m">${pill}</span></th>`;
  const pictures = html`<td class="w2">${pill}</td><td class="${sparkWidth(board)}">${line}</td>`;
  return html`<tr${marks}>${name}${pictures}${cells}</tr>\n`;
}

function cellClass({ kind, width }: Pick<HeadColumn, "kind" | "width">): string {
  const side = kind === "text" || kind === "boolean" ? "" : "num";
  return [side, width].filter(Boolean).join(" ");
}

const alwaysShown = ["squeeze_dots", "price"];

/** How much room a column asks for before it is shown: w2 a tablet, w3 a desk. */
function widthClass(
  { name }: ResultColumn,
  index: number,
  columns: readonly ResultColumn[],
): string {
  if (alwaysShown.includes(name)) return "";
  if (name === "price_change_pct") return "w2";
  const before = columns
    .slice(0, index)
    .filter((column) => !alwaysShown.includes(column.name) && column.name !== "price_change_pct");
  return before.length < 2 ? "w2" : "w3";
}

/** Dots are picture enough where room is short. */
function sparkWidth({ columns }: Board): string {
  return columns.some(({ name }) => name === "squeeze_dots") ? "w4" : "";
}
