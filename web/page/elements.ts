/** Parts of the page by id. The server sends all of them with every page. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no part "${id}"`);
  return element as T;
}

/** Table and details stand side by side, and the page itself does not scroll. */
export const wideScreen = matchMedia("(min-width: 1220px)");
