import { wideScreen } from "./elements.ts";
import { visit } from "./navigate.ts";
import { linkOf, markRow, rowsOf, setTabStop } from "./row-list.ts";

/** Holding a key runs through the rows; details follow when it rests. */
const followMs = 120;

let follow: ReturnType<typeof setTimeout> | undefined;

/** Moves the focus by rows, or to an end with an infinite step. */
export function moveRow(step: number): void {
  const rows = rowsOf();
  if (rows.length === 0) return;
  const focused = rows.findIndex((row) => row.contains(document.activeElement));
  const selected = rows.findIndex((row) => row.classList.contains("sel"));
  const from = focused >= 0 ? focused : selected >= 0 && step > 0 ? selected - 1 : selected;
  const to = Math.min(rows.length - 1, Math.max(0, from + step));
  const link = linkOf(rows[to]);
  if (link === null) return;
  setTabStop(link);
  link.focus({ preventScroll: true });
  rows[to]?.scrollIntoView({ block: "nearest" });
  clearTimeout(follow);
  if (wideScreen.matches) follow = setTimeout(() => select(link, "replace"), followMs);
}

/** Marks a row at once and loads its details. */
export function select(link: HTMLAnchorElement, history: "push" | "replace"): void {
  clearTimeout(follow);
  markRow(link.closest("tr"));
  setTabStop(link);
  void visit(addressOf(link), { history, keepsRows: true });
}

/** A click anywhere in a row is a click on its link, unless the reader marks text. */
export function rowLinkAt(target: Element): HTMLAnchorElement | null {
  if (target.closest("a, button") !== null || getSelection()?.toString()) return null;
  return linkOf(target.closest("tbody tr[data-key]"));
}

export function addressOf(link: HTMLAnchorElement): string {
  return link.pathname + link.search;
}
