import { Failure } from "../../base/failure.ts";
import { starterSymbols } from "../../domain/starter-symbols.ts";
import type { Store } from "../../ports/store.ts";
import type { NamedWatchlist } from "../../ports/watchlist-store.ts";

export const defaultListName = "default";
/** The built-in list: it is there until a user has one, and is never stored. */
const starterListName = "starter";

export const listsMax = 100;
export const listSymbolsMax = 1_000;
export const listNamePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/;

/** The lists of the users, or the built-in one where they have none. */
export function shownLists(store: Pick<Store, "watchlists">): readonly NamedWatchlist[] {
  const lists = store.watchlists.lists();
  if (lists.length > 0) return lists;
  return [{ name: starterListName, symbols: starterSymbols, updatedTsMs: 0 }];
}

/** Throws Failure not.found with the names there are. */
export function findList(store: Pick<Store, "watchlists">, name: string): NamedWatchlist {
  const lists = shownLists(store);
  const found = lists.find((list) => list.name === name);
  if (found !== undefined) return found;
  const names = lists.map((list) => list.name).join(", ");
  throw new Failure("not.found", `there is no watchlist "${name}"; there is ${names}`);
}

export interface ListEdit {
  readonly name: string;
  readonly nowMs: number;
  /** The symbols of the list before, none where it is new, to those after. */
  readonly change: (symbols: readonly string[]) => readonly string[];
}

/**
 * Changes a list, or makes it, together with the event that tells of it. A list that is left
 * without symbols is removed. The built-in list becomes a list of the user when it is edited.
 * Throws Failure usage.invalid over the limits, store.*.
 */
export function editList(store: Store, { name, nowMs, change }: ListEdit): NamedWatchlist {
  if (!listNamePattern.test(name)) {
    const way = "use 1 to 40 letters, digits, - and _, beginning with a letter or digit";
    throw new Failure("usage.invalid", `"${name}" is not a name of a list; ${way}`);
  }
  return store.bars.transaction(() => {
    const before = symbolsBefore(store, name);
    const symbols = [...new Set(change(before ?? []))];
    assertRoom(store, { name, isNew: before === null, count: symbols.length });
    const list = { name, symbols, updatedTsMs: nowMs };
    if (symbols.length === 0) store.watchlists.remove(name);
    else store.watchlists.put(list);
    store.events.append("watchlist.changed", { name }, nowMs);
    return list;
  });
}

function symbolsBefore(store: Store, name: string): readonly string[] | null {
  const known = store.watchlists.find(name);
  if (known !== null) return known.symbols;
  const isStarter = name === starterListName && store.watchlists.lists().length === 0;
  return isStarter ? starterSymbols : null;
}

function assertRoom(
  store: Store,
  {
    name,
    isNew,
    count,
  }: { readonly name: string; readonly isNew: boolean; readonly count: number },
): void {
  if (count > listSymbolsMax) {
    const text = `"${name}" would have ${count} symbols; a list holds ${listSymbolsMax}`;
    throw new Failure("usage.invalid", `${text}; for all there are use --universe market`);
  }
  if (!isNew || store.watchlists.lists().length < listsMax) return;
  const text = `"${name}" would be more than ${listsMax} watchlists; remove one first`;
  throw new Failure("usage.invalid", text);
}
