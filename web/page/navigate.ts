import { byId } from "./elements.ts";
import { type Loaded, loadPage } from "./load.ts";
import { patchPage } from "./patch.ts";

/** A bar at the top appears when an answer takes longer. */
const busyAfterMs = 200;

let running: AbortController | null = null;

export interface Visit {
  readonly history: "push" | "replace" | "none";
  /** The list is another one, so that its beginning is what people want to see. */
  readonly toTop?: boolean;
}

/** Shows the view of an address, and makes it the page's address. The last call wins. */
export async function visit(url: string, { history: kind, toTop }: Visit): Promise<Loaded> {
  running?.abort();
  const controller = new AbortController();
  running = controller;
  if (kind === "push") history.pushState(null, "", url);
  if (kind === "replace") history.replaceState(null, "", url);
  const busy = setTimeout(
    () => document.documentElement.setAttribute("data-busy", ""),
    busyAfterMs,
  );
  const loaded = await loadPage(url, { signal: controller.signal, isRefresh: false });
  clearTimeout(busy);
  if (running !== controller) return loaded;
  running = null;
  document.documentElement.removeAttribute("data-busy");
  if (loaded.kind !== "page") return loaded;
  patchPage(loaded.page, { marksNewRows: false });
  if (toTop) byId("rows").scrollTop = 0;
  return loaded;
}

/** Loads the page's own address again, unless the reader is already on the way elsewhere. */
export async function refresh(signal: AbortSignal): Promise<void> {
  if (running !== null) return;
  const url = here();
  const loaded = await loadPage(url, { signal, isRefresh: true });
  if (loaded.kind !== "page" || running !== null || url !== here()) return;
  patchPage(loaded.page, { marksNewRows: true });
}

/** The address without its origin, as links have it. */
export function here(): string {
  return location.pathname + location.search;
}
