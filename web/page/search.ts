import { byId } from "./elements.ts";
import { here, visit } from "./navigate.ts";

/** Typing pauses longer than this are meant. */
const typingMs = 150;

let typing: ReturnType<typeof setTimeout> | undefined;

/** The list follows what is typed; the address follows the list. */
export function startSearch(): void {
  document.addEventListener("input", (event) => {
    if (event.target !== box()) return;
    clearTimeout(typing);
    typing = setTimeout(search, typingMs);
  });
  document.addEventListener("submit", (event) => {
    if (event.target !== byId("search")) return;
    event.preventDefault();
    clearTimeout(typing);
    search();
  });
}

export function focusSearch(): void {
  box().focus();
  box().select();
}

/** Escape empties the box first and leaves it then. */
export function leaveSearch(): void {
  if (box().value === "") {
    box().blur();
    return;
  }
  box().value = "";
  clearTimeout(typing);
  search();
}

export function isSearching(): boolean {
  return document.activeElement === box();
}

function search(): void {
  const url = new URL(here(), location.origin);
  const query = box().value.trim();
  if (query === "") url.searchParams.delete("q");
  else url.searchParams.set("q", query);
  url.searchParams.delete("symbol");
  void visit(url.pathname + url.search, { history: "replace", toTop: true });
}

function box(): HTMLInputElement {
  return byId<HTMLInputElement>("q");
}
