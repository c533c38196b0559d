import { byId, wideScreen } from "./elements.ts";

let openSymbol: string | null = null;

/**
 * Where room is short, details that were asked for lie over the table: the table is out of reach
 * until they are closed, and the focus goes along.
 */
export function layOutDetails(): void {
  const details = byId("details");
  const isChosen = details.hasAttribute("data-chosen");
  const isOver = isChosen && !wideScreen.matches;
  for (const id of ["board", "top", "stat"]) byId(id).inert = isOver;
  const symbol = isChosen ? details.getAttribute("data-key") : null;
  if (isOver && symbol !== openSymbol) {
    details.scrollTop = 0;
    byId("details-title").focus({ preventScroll: true });
  }
  if (!isOver && openSymbol !== null && document.activeElement === document.body) {
    focusRow(openSymbol);
  }
  openSymbol = isOver ? symbol : null;
}

export function watchWidth(): void {
  wideScreen.addEventListener("change", layOutDetails);
  layOutDetails();
}

/** The way out of the details; null where they are not in the way. */
export function closeLink(): HTMLAnchorElement | null {
  return openSymbol === null
    ? null
    : byId("details").querySelector<HTMLAnchorElement>("a[data-close]");
}

function focusRow(symbol: string): void {
  const row = byId("rows").querySelector(`tr[data-key="${CSS.escape(symbol)}"] th a`);
  if (row instanceof HTMLElement) row.focus({ preventScroll: true });
}
