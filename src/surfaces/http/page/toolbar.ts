import type { Interval } from "../../../domain/interval.ts";
import { scanners } from "../../../scanners/registry.ts";
import { formatNumber } from "../../../services/chart/number-text.ts";
import { filterNames } from "../../../services/scan/select-rows.ts";
import type { ResultFacts } from "../latest-results.ts";
import type { RouteContext } from "../route.ts";
import { words } from "./format.ts";
import { type Html, html } from "./html.ts";
import { type View, viewUrl } from "./view.ts";

/** One tab for each registered scanner, with the count of its signals. */
export function scannerTabs(view: View, { results }: RouteContext): Html {
  const tabs = scanners.map((scanner, index) => {
    const { filterCounts, rowCount } = results.facts(scanner, view.interval);
    const count = rowCount === 0 ? "–" : formatNumber(filterCounts["signals"] ?? 0, 0);
    const isCurrent = scanner === view.scanner;
    // Columns and filters are the scanner's own; the rest of the view stays.
    const href = viewUrl(view, { scanner, filter: "signals", sort: null, symbol: null });
    const about = rowCount === 0 ? "not run yet" : "signals";
    const current = isCurrent && html` aria-current="page"`;
    const badge = html`<em>${count}<span class="vh"> ${about}</span></em>`;
    return html`<a href="${href}" data-tab="${index + 1}"
 title="${scanner.summary}"${current}>${scanner.title}${badge}</a>`;
  });
  return html`<nav class="tabs" aria-label="Scanners">${tabs}</nav>`;
}

export function filterChips(view: View, facts: ResultFacts): Html {
  // Everything that is no signal comes last.
  const filters = filterNames(view.scanner).filter((filter) => filter !== "all");
  const chips = [...filters, "all"].map((filter) => {
    const isOn = filter === view.filter;
    const href = viewUrl(view, { filter, symbol: null });
    const count = formatNumber(facts.filterCounts[filter] ?? 0, 0);
    const label = html`${words(filter)} <em>${count}</em>`;
    return html`<a class="chip" href="${href}"${isOn && html` aria-current="true"`}>${label}</a>`;
  });
  return html`<div class="chips" role="group" aria-label="Filters">${chips}</div>`;
}

/** Bar lengths that there are bars of; no switch where there is only one. */
export function intervalSwitch(view: View, offered: readonly Interval[]): Html | false {
  if (offered.length < 2) return false;
  const links = offered.map((interval) => {
    const isOn = interval === view.interval;
    const href = viewUrl(view, { interval, symbol: null });
    return html`<a href="${href}"${isOn && html` aria-current="true"`}>${interval}</a>`;
  });
  return html`<div class="seg" role="group" aria-label="Bar length">${links}</div>`;
}
