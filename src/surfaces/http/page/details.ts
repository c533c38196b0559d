import type { ResultColumn, ResultRow } from "../../../domain/result-table.ts";
import { receiptColumns } from "../../../domain/result-table.ts";
import { scanners } from "../../../scanners/registry.ts";
import type { RouteContext } from "../route.ts";
import { cell, signalPill, wordPill } from "./cells.ts";
import { chartFigure } from "./chart-figure.ts";
import { formatCell, missing, words } from "./format.ts";
import { historyList } from "./history-list.ts";
import { attributes, type Html, html } from "./html.ts";
import { icon } from "./icons.ts";
import { simulatedBadge } from "./top.ts";
import { type View, viewUrl } from "./view.ts";

export interface DetailsInput {
  readonly view: View;
  readonly context: RouteContext;
  readonly row: ResultRow | null;
  /** null: nothing is selected and there is no row to begin with. */
  readonly symbol: string | null;
  readonly isSimulated: boolean;
}

/**
 * Everything about one symbol: the verdict in a sentence, the picture, the numbers, the receipt.
 * Beside the table where there is room; over it where there is not, and then only when asked for.
 */
export function detailsPanel(input: DetailsInput): Html {
  const { view, symbol, row, isSimulated } = input;
  const isChosen = view.symbol !== null;
  const which = attributes({ "data-chosen": isChosen, "data-key": symbol });
  const start = html`<aside class="details" id="details" aria-label="Details"${which}>`;
  if (symbol === null) {
    return html`${start}<div class="state">${icon("scan")}<h2>Nothing selected</h2>
<p>A row of the table shows its reasons, its chart and its receipt here.</p></div></aside>`;
  }
  return html`${start}
${detailsHead(view, { symbol, row, isSimulated })}
${row === null ? unknownSymbol(view, symbol) : knownSymbol(input, row)}
</aside>`;
}

function detailsHead(
  view: View,
  of: {
    readonly symbol: string;
    readonly row: ResultRow | null;
    readonly isSimulated: boolean;
  },
): Html {
  const { symbol, row, isSimulated } = of;
  return html`<div class="hd sym"><h2 tabindex="-1" id="details-title">${symbol}</h2>
${row && signalPill(view.scanner, row)}
<span class="mut">${view.scanner.title} ${view.interval}</span><span class="sp"></span>
${isSimulated && simulatedBadge()}
<a class="icb close" href="${viewUrl(view, { symbol: null })}" data-close
 aria-label="Close details">${icon("close")}</a></div>`;
}

function unknownSymbol({ scanner, interval }: View, symbol: string): Html {
  return html`<div class="state">${icon("find")}
<h2>${symbol} has no ${interval} result of ${scanner.title}</h2>
<p>It is not in the store, or was not scanned on ${interval} bars.</p></div>`;
}

function knownSymbol({ view, context }: DetailsInput, row: ResultRow): Html {
  const symbol = String(row["symbol"]);
  const { scanner } = view;
  const id = row["signal_id"];
  return html`<p class="why">${String(row["why"])}</p>
${chartFigure({ symbol, interval: view.interval, revision: String(row["bar_time"] ?? "") })}
<section><h3>Numbers</h3>
<dl class="kv">${scanner.columns.map((column) => fact(row, column))}</dl></section>
${otherScanners(view, context, symbol)}
${historyList(context.store.signals.signals({ symbol, interval: view.interval, limit: 6 }))}
<section><h3>Receipt</h3><dl class="kv">${receiptColumns
    .filter(({ name }) => name !== "why" && name !== "signal_id")
    .map((column) => fact(row, column))}</dl>
${typeof id === "string" && html`<p class="id">Check it: <code>bin/l2t explain ${id}</code></p>`}
</section>`;
}

function fact(row: ResultRow, column: ResultColumn): Html {
  const { name, label, help, kind } = column;
  const value = row[name];
  const text = kind === "text" && typeof value === "string" ? readable(name, value) : undefined;
  const printed = name === "data_age_seconds" ? ageText(value) : formatCell(value, column, row);
  const isPicture = name === "squeeze_dots" && value !== null;
  return html`<div><dt title="${help}">${label}</dt><dd>${
    isPicture ? cell(row, column) : (text ?? printed)
  }</dd></div>`;
}

/** Words for people, but names and times as they are. */
function readable(name: string, value: string): string {
  if (/_(time|date|at|dots)$|^(dialect|source|interval)$/.test(name)) return value;
  return words(value);
}

const dayS = 86_400;
const hourS = 3_600;

function ageText(seconds: unknown): string {
  if (typeof seconds !== "number") return missing;
  if (seconds < 60) return "under 1 min";
  if (seconds < hourS) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 2 * dayS) return `${Math.floor(seconds / hourS)} h`;
  return `${Math.floor(seconds / dayS)} d`;
}

/** What the others say of the symbol, as links to it there. */
function otherScanners(view: View, context: RouteContext, symbol: string): Html {
  const links = scanners
    .filter((scanner) => scanner !== view.scanner)
    .map((scanner) => {
      const { signals, rowCount } = context.results.facts(scanner, view.interval);
      const found = signals.get(symbol);
      const href = viewUrl(view, { scanner, filter: "signals", sort: null, symbol });
      const none = html`<span class="mut">${rowCount === 0 ? "Not run yet" : "No signal"}</span>`;
      const pill = found ? wordPill(found.word, found.direction) : none;
      return html`<li><a href="${href}">${scanner.title}</a>${pill}</li>`;
    });
  return html`<section><h3>Other scanners</h3><ul class="others">${links}</ul></section>`;
}
