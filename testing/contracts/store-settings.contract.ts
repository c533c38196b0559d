import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { Store } from "../../src/ports/store.ts";
import type { StoreHarness } from "./store-harness.ts";

export function checkSettings(create: () => StoreHarness): void {
  describe("settings", () => {
    let harness: StoreHarness;
    let store: Store;
    beforeEach(() => {
      harness = create();
      store = harness.open();
    });
    afterEach(() => harness.dispose());

    test("a value comes back as the text that was set, from any process", () => {
      expect(store.settings.get("quiet-hours")).toBeNull();
      store.settings.set("quiet-hours", '{"from":"22:00 – ✓"}');
      store.settings.set("empty", "");
      const other = harness.open();
      expect(other.settings.get("quiet-hours")).toBe('{"from":"22:00 – ✓"}');
      expect(other.settings.get("empty")).toBe("");
      other.settings.set("quiet-hours", "null");
      expect(store.settings.get("quiet-hours")).toBe("null");
    });

    test("all of them come in order of their names, with the moment of the last change", () => {
      const beforeTsMs = Date.now();
      for (const name of ["b", "c", "a"]) store.settings.set(name, `"${name}"`);
      const all = store.settings.all();
      expect(all.map(({ name, value }) => [name, value])).toEqual([
        ["a", '"a"'],
        ["b", '"b"'],
        ["c", '"c"'],
      ]);
      for (const { updatedTsMs } of all) {
        expect(updatedTsMs).toBeGreaterThanOrEqual(beforeTsMs);
        expect(updatedTsMs).toBeLessThanOrEqual(Date.now());
      }
    });

    test("what is unset is gone, once", () => {
      store.settings.set("a", "1");
      store.settings.set("b", "2");
      expect(store.settings.unset("a")).toBe(true);
      expect(store.settings.unset("a")).toBe(false);
      store.close();
      store = harness.open();
      expect(store.settings.get("a")).toBeNull();
      expect(store.settings.get("b")).toBe("2");
    });
  });
}
