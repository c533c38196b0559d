import { byId } from "./elements.ts";
import { type Loaded, loadPage } from "./load.ts";
import { patchPage } from "./patch.ts";

/** A bar at the top appears when an answer takes longer. */
const busyAfterMs = 200;

let running: AbortController | null = null;

export interface Visit {
  readonly history: "push" | "replace" | "none";
  /** The rows of the list stay as they are. */
  readonly keepsRows?: boolean;
  /** The list is another one, so that its beginning is what people want to see. */
  readonly toTop?: boolean;
}

/** Shows the view of an address, and makes it the page's address. The last call wins. */
export async function visit(url: string, options: Visit): Promise<Loaded> {
  const { history: kind, keepsRows = false, toTop } = options;
  running?.abort();
  const controller = new AbortController();
  running = controller;
  if (kind === "push") history.pushState(null, "", url);
  if (kind === "replace") history.replaceState(null, "", url);
  const busy = setTimeout(
    () => document.documentElement.setAttribute("data-busy", ""),
    busyAfterMs,
  );
  const loaded = await loadNewest(url, { signal: controller.signal, isRefresh: false, keepsRows });
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
  const loaded = await loadNewest(url, { signal, isRefresh: true, keepsRows: true });
  if (loaded.kind !== "page" || running !== null || url !== here()) return;
  patchPage(loaded.page, { marksNewRows: true });
}

/** Rows are loaded only where the frame says that they are others than those on the screen. */
async function loadNewest(
  url: string,
  options: {
    readonly signal: AbortSignal;
    readonly isRefresh: boolean;
    readonly keepsRows: boolean;
  },
): Promise<Loaded> {
  if (!options.keepsRows) return loadPage(url, { ...options, part: "all" });
  const frame = await loadPage(url, { ...options, part: "frame" });
  if (frame.kind !== "page" || hasRowsOf(frame.page)) return frame;
  return loadPage(url, { ...options, isRefresh: false, part: "all" });
}

function hasRowsOf(frame: Document): boolean {
  return frame.getElementById("rows")?.dataset["version"] === byId("rows").dataset["version"];
}

/** The address without its origin, as links have it. */
export function here(): string {
  return location.pathname + location.search;
}
