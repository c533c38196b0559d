import { byId } from "./elements.ts";

/** The rows of the table, as they stand now. */
export function rowsOf(): HTMLElement[] {
  return [...byId("rows").querySelectorAll<HTMLElement>("tbody tr[data-key]")];
}

export function rowKeys(): string[] {
  return rowsOf().map((row) => row.getAttribute("data-key") ?? "");
}

export function linkOf(row: Element | null | undefined): HTMLAnchorElement | null {
  return row?.querySelector<HTMLAnchorElement>("th a") ?? null;
}

function selectedRow(): HTMLElement | null {
  return byId("rows").querySelector<HTMLElement>("tr.sel");
}

/** Marks the row whose details are shown. */
export function markRow(row: Element | null): void {
  for (const marked of byId("rows").querySelectorAll("tr.sel")) {
    if (marked === row) continue;
    marked.classList.remove("sel");
    linkOf(marked)?.removeAttribute("aria-current");
  }
  row?.classList.add("sel");
  linkOf(row)?.setAttribute("aria-current", "true");
}

/** The row of the details that were loaded, which may be others than those that were asked for. */
export function markShownRow(): void {
  const symbol = byId("details").getAttribute("data-key");
  const key = CSS.escape(symbol ?? "");
  markRow(byId("rows").querySelector(`tr[data-key="${key}"]`));
}

/** One row is a tab stop, the others are reached by arrows: the table is one step of the page. */
export function keepTabStop(): void {
  const rows = rowsOf();
  const stops = rows.filter((row) => linkOf(row)?.getAttribute("tabindex") !== "-1");
  const [first] = stops;
  const isNew = stops.length > 1 || first === undefined;
  const stop = isNew ? (selectedRow() ?? rows[0]) : first;
  if (stop === undefined) return;
  for (const row of stops) if (row !== stop) linkOf(row)?.setAttribute("tabindex", "-1");
  linkOf(stop)?.setAttribute("tabindex", "0");
}

export function setTabStop(stop: HTMLAnchorElement): void {
  for (const link of byId("rows").querySelectorAll("tbody a[tabindex='0']")) {
    if (link !== stop) link.setAttribute("tabindex", "-1");
  }
  stop.setAttribute("tabindex", "0");
}
