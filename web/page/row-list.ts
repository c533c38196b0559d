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

/** One row is a tab stop, the others are reached by arrows: the table is one step of the page. */
export function keepTabStop(): void {
  const links = rowsOf().map(linkOf);
  const isStop = (link: HTMLAnchorElement | null) => link?.getAttribute("tabindex") === "0";
  const stop = links.find(isStop) ?? links.find((link) => link?.ariaCurrent === "true") ?? links[0];
  if (stop) setTabStop(stop);
}

export function setTabStop(stop: HTMLAnchorElement): void {
  for (const row of rowsOf()) {
    const link = linkOf(row);
    link?.setAttribute("tabindex", link === stop ? "0" : "-1");
  }
}
