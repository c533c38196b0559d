import { intervalMs } from "../../../domain/interval.ts";
import { formatNumber } from "../../../services/chart/number-text.ts";
import type { ScannerResults } from "../latest-results.ts";
import type { RouteContext } from "../route.ts";
import { type Board, buildBoard } from "./board.ts";
import { detailsPanel } from "./details.ts";
import { documentOf } from "./document.ts";
import { type Freshness, freshnessOf } from "./freshness.ts";
import { helpDialog } from "./help-dialog.ts";
import { type Html, html } from "./html.ts";
import { icon, iconSheet } from "./icons.ts";
import { activityStrip, coverageText, emptyState } from "./states.ts";
import { statusBar } from "./status-bar.ts";
import { resultTable } from "./table.ts";
import { filterChips, intervalSwitch, scannerTabs } from "./toolbar.ts";
import { topBar } from "./top.ts";
import { jsonUrl, type ParsedView, parseView, type View, viewUrl } from "./view.ts";

/** With more rows than this the table leaves the lines of the closes out. */
const sparklineRowsMax = 500;

/** The page of an address: the signals of one scanner, and the details of one symbol. */
export function renderPage(search: URLSearchParams, context: RouteContext): string {
  const parsed = parseView(search);
  const { view } = parsed;
  const results = context.results.of(view.scanner, view.interval);
  const board = buildBoard(view, results);
  const freshness = freshnessOf(results.facts, {
    interval: view.interval,
    nowTsMs: context.nowTsMs,
  });
  const symbol = view.symbol ?? (board.rows[0] && String(board.rows[0]["symbol"])) ?? null;
  const row = results.rows.find((candidate) => candidate["symbol"] === symbol) ?? null;
  // Whoever runs the server: rows that were made up say so themselves.
  const isSimulated = context.status.isSimulated || results.facts.isSimulated;
  const parts: Parts = { parsed, context, results, board, freshness, isSimulated };
  const body = html`${iconSheet()}
<a class="skip" href="#board">Skip to the signals</a>
${topBar(view, { context, isSimulated })}
${notes(parts)}
<main id="main"${view.symbol !== null && html` data-chosen`}>
<h1 class="vh">${view.scanner.title}: ${view.filter}</h1>
${boardPanel(parts, symbol)}
${detailsPanel({ view, context, row, symbol, isSimulated })}
</main>
${statusBar(results.facts, { context, freshness })}
${helpDialog()}
<p class="vh" id="said" role="status" data-client></p>`;
  return documentOf({ title: titleOf(parts), body, isSimulated });
}

interface Parts {
  readonly parsed: ParsedView;
  readonly context: RouteContext;
  readonly results: ScannerResults;
  readonly board: Board;
  readonly freshness: Freshness | null;
  readonly isSimulated: boolean;
}

function titleOf({ parsed, results, isSimulated }: Parts): string {
  const { scanner, interval, symbol } = parsed.view;
  const count = formatNumber(results.facts.filterCounts["signals"] ?? 0, 0);
  const simulated = isSimulated ? "[Simulated] " : "";
  const name = symbol === null ? "" : `${symbol} · `;
  return `${simulated}${name}${scanner.title} ${interval}: ${count} signals · learn2trade`;
}

/** What a reader must know before believing a number. */
function notes({ parsed, context, freshness }: Parts): Html {
  const stale = freshness?.isStale && staleNote(freshness);
  const wrong = parsed.notices.map((text) => html`<p class="note warn">${icon("warn")}${text}</p>`);
  return html`<section id="notes" aria-label="Notices">
<p class="note crit" id="gone" role="alert" data-client hidden></p>
${activityStrip(context.status.activity)}${wrong}${stale}</section>`;
}

function staleNote({ barText, ageText }: Freshness): Html {
  return html`<p class="note warn">${icon("clock")}<span>Newest bar: <b>${barText}</b>, ${ageText}.
The market has closed newer ones since, so these signals speak about that day.</span></p>`;
}

function boardPanel(parts: Parts, symbol: string | null): Html {
  const { parsed, context, results } = parts;
  const { view } = parsed;
  const { facts } = results;
  const offered = context.page.intervals(context.results.stamp());
  return html`<section class="board" id="board" aria-label="${view.scanner.title}">
${scannerTabs(view, context)}
<div class="tools">${filterChips(view, facts)}<span class="sp"></span>
${intervalSwitch(view, offered)}</div>
${parsed.isWithoutRows ? rowsPlaceholder(parts) : rowsPanel(parts, symbol)}
</section>`;
}

function rowsPanel(parts: Parts, symbol: string | null): Html {
  const { parsed, board } = parts;
  const input = {
    view: parsed.view,
    board,
    sparklines: sparklinesOf(parts),
    selected: symbol,
    caption: captionOf(parts),
  };
  const content = board.rows.length === 0 ? stateOf(parts) : resultTable(input);
  return html`<div class="rows" id="rows" tabindex="-1" data-version="${rowsVersion(parts)}">
${content}${boardFoot(parts)}</div>`;
}

/** Tells the script whether the rows that it has are still these. */
function rowsPlaceholder(parts: Parts): Html {
  return html`<div id="rows" data-version="${rowsVersion(parts)}"></div>`;
}

/** The selection is marked by the script, so rows do not change with it. */
function rowsVersion({ parsed, context, results, freshness }: Parts): string {
  const { activity } = context.status;
  // An empty table says what is going on instead.
  const around = results.facts.rowCount === 0 ? JSON.stringify(activity) : "";
  const url = viewUrl(parsed.view, { symbol: null });
  return [url, results.facts.version, freshness?.barTime, around].join(" ");
}

function stateOf({ parsed, context, results }: Parts): Html {
  const { view } = parsed;
  const offered = context.page.intervals(context.results.stamp());
  // Longer bars are put together from shorter ones.
  const hasBars = offered.some((interval) => intervalMs(interval) <= intervalMs(view.interval));
  return emptyState(view, { facts: results.facts, activity: context.status.activity, hasBars });
}

function captionOf({ parsed, board, freshness, isSimulated }: Parts): string {
  const { scanner, filter, interval } = parsed.view;
  const simulated = isSimulated ? "Simulated data. " : "";
  const when = freshness === null ? "" : `, newest bar ${freshness.barText}`;
  const shown = `${board.rows.length} of ${board.foundCount} rows`;
  return `${simulated}${scanner.title}, ${filter}, ${interval} bars${when}: ${shown}`;
}

function sparklinesOf({ parsed, context, board }: Parts) {
  if (board.rows.length > sparklineRowsMax) return new Map();
  return context.page.sparklines(context.results.stamp(), {
    symbols: board.rows.map((row) => String(row["symbol"])),
    interval: parsed.view.interval,
    untilTsMs: context.nowTsMs,
  });
}

/** How many there are, what became of the others, and the same as JSON. */
function boardFoot({ parsed, results, board }: Parts): Html | false {
  const { view } = parsed;
  const { facts } = results;
  if (facts.rowCount === 0) return false;
  const isCut = board.foundCount > board.rows.length;
  const count = formatNumber(board.foundCount, 0);
  const first = html`First ${formatNumber(board.rows.length, 0)} of ${count} rows.`;
  const href = viewUrl(view, { showsAllRows: true, symbol: null });
  const more = view.showsAllRows
    ? html`Search or filter for the others.`
    : html`<a href="${href}" data-keep-scroll>Show all ${count}</a>`;
  const shown = isCut && html`<p>${first} ${more}</p>`;
  return html`<footer class="foot">${shown}
<p>${formatNumber(facts.rowCount, 0)} symbols: ${coverageText(facts)}.
${dialectText(view, facts.dialects)}
<a href="${jsonUrl(view)}">JSON</a> <a href="/api/v1/docs">API</a></p></footer>`;
}

function dialectText({ scanner }: View, dialects: readonly string[]): string {
  const [dialect] = dialects;
  if (dialects.length !== 1 || dialect === undefined) return "";
  return `Definition: ${scanner.dialects[dialect]?.title ?? dialect}.`;
}
