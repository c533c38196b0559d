import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { Store } from "../../src/ports/store.ts";
import { type StoreHarness, thrownBy } from "./store-harness.ts";

const noon = Date.UTC(2026, 5, 1, 12);

export function checkWatchlists(create: () => StoreHarness): void {
  describe("watchlists", () => {
    let harness: StoreHarness;
    let store: Store;
    beforeEach(() => {
      harness = create();
      store = harness.open();
    });
    afterEach(() => harness.dispose());

    test("a list keeps the user's order and may be empty", () => {
      const mine = { name: "Mine – ✓", symbols: ["ZZZ", "BRK.B", "AAA"], updatedTsMs: noon };
      const empty = { name: "empty", symbols: [], updatedTsMs: noon };
      store.watchlists.put(mine);
      store.watchlists.put(empty);
      expect(store.watchlists.find(mine.name)).toEqual(mine);
      expect(harness.open().watchlists.find("empty")).toEqual(empty);
      expect(store.watchlists.find("mine – ✓")).toBeNull();
    });

    test("lists come in order of their names", () => {
      for (const name of ["b", "c", "a"]) {
        store.watchlists.put({ name, symbols: [name.toUpperCase()], updatedTsMs: noon });
      }
      expect(store.watchlists.lists().map(({ name }) => name)).toEqual(["a", "b", "c"]);
      expect(store.watchlists.lists()[1]?.symbols).toEqual(["B"]);
    });

    test("a list replaces the one of its name, from any process", () => {
      store.watchlists.put({ name: "a", symbols: ["AAA", "BBB"], updatedTsMs: noon });
      harness.open().watchlists.put({ name: "a", symbols: ["CCC"], updatedTsMs: noon + 1 });
      expect(store.watchlists.lists()).toEqual([
        { name: "a", symbols: ["CCC"], updatedTsMs: noon + 1 },
      ]);
    });

    test("a list is removed once", () => {
      store.watchlists.put({ name: "a", symbols: [], updatedTsMs: noon });
      store.watchlists.put({ name: "b", symbols: [], updatedTsMs: noon });
      expect(store.watchlists.remove("a")).toBe(true);
      expect(store.watchlists.remove("a")).toBe(false);
      expect(store.watchlists.lists().map(({ name }) => name)).toEqual(["b"]);
    });

    test("a change and the event that tells of it are one", () => {
      thrownBy(() =>
        store.bars.transaction(() => {
          store.watchlists.put({ name: "a", symbols: [], updatedTsMs: noon });
          store.events.append("watchlist.changed", { name: "a" }, noon);
          throw new Error("undo");
        }),
      );
      expect(store.watchlists.lists()).toEqual([]);
      expect(store.events.after(0, { limit: 1 })).toEqual([]);
    });

    test("a symbol that is twice in a list is a bug", () => {
      const put = () =>
        store.watchlists.put({ name: "a", symbols: ["AAA", "AAA"], updatedTsMs: noon });
      expect(thrownBy(put)).toMatchObject({ name: "BugError" });
      expect(store.watchlists.find("a")).toBeNull();
    });
  });
}
