import type { ScanStatus } from "../../../domain/signal.ts";
import { formatNumber } from "../../../services/chart/number-text.ts";
import type { Activity } from "../api.ts";
import type { ResultFacts } from "../latest-results.ts";
import { words } from "./format.ts";
import { type Html, html } from "./html.ts";
import { icon } from "./icons.ts";
import { type View, viewUrl } from "./view.ts";

/** Why a table has no rows: not scanned, nothing found, or nothing of that name. */
export function emptyState(
  view: View,
  at: {
    readonly facts: ResultFacts;
    readonly activity: Activity | null;
    /** The store has bars to scan. */
    readonly hasBars: boolean;
  },
): Html {
  const { facts } = at;
  if (facts.rowCount === 0) return notScanned(view, at);
  if (view.query !== "") return nothingMatches(view);
  return nothingFound(view, facts);
}

function notScanned(
  { scanner, interval }: View,
  { activity, hasBars }: { readonly activity: Activity | null; readonly hasBars: boolean },
): Html {
  const { title } = scanner;
  if (activity !== null) {
    return html`<div class="state">${icon("scan")}<h2>${title} runs when the data is there</h2>
<p>${words(activity.text)}${percentOf(activity)}. Results appear here by themselves.</p></div>`;
  }
  if (!hasBars) {
    return html`<div class="state">${icon("scan")}<h2>There are no ${interval} bars yet</h2>
<p>Import some: <code>bin/l2t import FILE --interval ${interval}</code></p>
<p>Or look at a simulated market: <code>bin/l2t up --demo</code></p></div>`;
  }
  return html`<div class="state">${icon("scan")}
<h2>${title} has not run on ${interval} bars yet</h2>
<p>Run it: <code>bin/l2t scan ${scanner.scanner} --interval ${interval}</code></p></div>`;
}

function nothingMatches(view: View): Html {
  return html`<div class="state">${icon("find")}
<h2>No symbol with “${view.query}” in this list</h2>
<p><a href="${viewUrl(view, { query: "" })}">Clear the search</a> or look in
<a href="${viewUrl(view, { filter: "all" })}">all symbols</a>.</p></div>`;
}

function nothingFound(view: View, facts: ResultFacts): Html {
  return html`<div class="state">${icon("flat")}
<h2>No ${filterWords(view)} at the newest bar</h2>
<p>${view.scanner.title} ran over ${formatNumber(facts.rowCount, 0)} symbols:
${coverageText(facts)}. That is an answer, not a failure.</p>
<p><a href="${viewUrl(view, { filter: "all" })}">Show all symbols</a></p></div>`;
}

function filterWords({ filter }: View): string {
  return filter === "signals" ? "signals" : `${filter} signals`;
}

const statusTexts: Readonly<Record<ScanStatus, string>> = {
  signal: "with a signal",
  none: "without",
  "not-warmed-up": "not warmed up",
  stale: "stale",
  "no-data": "lacking data",
};

/** "23 with a signal, 454 without, 23 not warmed up": what became of every symbol. */
export function coverageText({ statusCounts }: ResultFacts): string {
  const parts = Object.entries(statusTexts).flatMap(([status, text]) => {
    const count = statusCounts[status as ScanStatus] ?? 0;
    return count === 0 ? [] : `${formatNumber(count, 0)} ${text}`;
  });
  return parts.join(", ");
}

/** Work in hand, as a strip below the head. */
export function activityStrip(activity: Activity | null): Html | false {
  if (activity === null) return false;
  const { doneRatio, text } = activity;
  // Without a value the bar says "some time".
  const done = doneRatio !== null && html` max="1" value="${doneRatio.toFixed(3)}"`;
  const bar = html`<progress${done} aria-label="${text}"></progress>`;
  const told = html`<span>${words(text)}${percentOf(activity)}</span>`;
  return html`<p class="note work">${icon("scan")}${told}${bar}</p>`;
}

function percentOf({ doneRatio }: Activity): string {
  return doneRatio === null ? "" : `, ${Math.floor(100 * doneRatio)} %`;
}
