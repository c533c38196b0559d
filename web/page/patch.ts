import { layOutDetails } from "./details.ts";
import { byId } from "./elements.ts";
import { morph } from "./morph.ts";
import { keepTabStop, markShownRow, rowKeys, rowsOf } from "./row-list.ts";
import { say } from "./say.ts";
import { paintCharts } from "./theme.ts";

const parts = ["top", "notes", "main", "stat"] as const;
const freshMs = 2_000;

/** Shows a page that was loaded in place of the one that is shown. */
export function patchPage(page: Document, options: { readonly marksNewRows: boolean }): void {
  const before = new Set(rowKeys());
  for (const id of parts) {
    const next = page.getElementById(id);
    if (next !== null) morph(byId(id), next);
  }
  document.title = page.title;
  document.documentElement.className = page.documentElement.className;
  paintCharts();
  markShownRow();
  keepTabStop();
  layOutDetails();
  if (options.marksNewRows) markNewRows(before);
}

/** A refresh that brings rows says so, by colour for a moment and in words. */
function markNewRows(before: ReadonlySet<string>): void {
  const isNew = (row: Element) => !before.has(row.getAttribute("data-key") ?? "");
  const rows = rowsOf().filter(isNew);
  if (rows.length === 0) return;
  for (const row of rows) row.classList.add("is-new");
  setTimeout(() => {
    for (const row of rows) row.classList.remove("is-new");
  }, freshMs);
  say(rows.length === 1 ? "1 new row" : `${rows.length} new rows`);
}
