import { here, visit } from "./navigate.ts";
import { addressOf, rowLinkAt, select } from "./rows.ts";

/** Links to views of this page load in place; all others, and new tabs, are the browser's. */
export function startLinks(): void {
  document.addEventListener("click", (event) => {
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!isPlain || event.altKey || event.defaultPrevented) return;
    if (!(event.target instanceof Element)) return;
    const rowLink = rowLinkAt(event.target);
    const link = rowLink ?? event.target.closest<HTMLAnchorElement>("a[href]");
    if (link === null || !isView(link)) return;
    event.preventDefault();
    follow(link);
  });
  addEventListener("popstate", () => void visit(here(), { history: "none", keepsRows: true }));
}

function follow(link: HTMLAnchorElement): void {
  if (link.closest("tbody") !== null) {
    select(link, "push");
    return;
  }
  const keepsRows = link.hasAttribute("data-close");
  const toTop = !keepsRows && !link.hasAttribute("data-keep-scroll");
  void visit(addressOf(link), { history: "push", keepsRows, toTop });
}

function isView(link: HTMLAnchorElement): boolean {
  const isHere = link.origin === location.origin && link.pathname === "/";
  return isHere && link.target === "" && !link.hasAttribute("download") && link.hash === "";
}
