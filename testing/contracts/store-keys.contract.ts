import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { ApiKey } from "../../src/ports/key-store.ts";
import type { Store } from "../../src/ports/store.ts";
import { type StoreHarness, thrownBy } from "./store-harness.ts";

const noon = Date.UTC(2026, 5, 1, 12);

export function checkKeys(create: () => StoreHarness): void {
  describe("keys", () => {
    let harness: StoreHarness;
    let store: Store;
    beforeEach(() => {
      harness = create();
      store = harness.open();
    });
    afterEach(() => harness.dispose());

    test("a key is found by its id, in every process", () => {
      const key = keyOf("k1", { label: "the phone – ✓", scope: "write" });
      store.keys.add(key);
      expect(store.keys.find("k1")).toEqual(key);
      expect(harness.open().keys.find("k1")).toEqual(key);
      expect(store.keys.find("K1")).toBeNull();
      expect(store.keys.find("")).toBeNull();
    });

    test("keys are listed oldest first, with those that were revoked", () => {
      store.keys.add(keyOf("b", { createdTsMs: noon + 1 }));
      store.keys.add(keyOf("c"));
      store.keys.add(keyOf("a", { revokedTsMs: noon + 2 }));
      expect(store.keys.list().map(({ id }) => id)).toEqual(["a", "c", "b"]);
    });

    test("an id that is taken is a bug and changes nothing", () => {
      store.keys.add(keyOf("k1"));
      const taken = thrownBy(() => store.keys.add(keyOf("k1", { scope: "admin" })));
      expect(taken).toMatchObject({ name: "BugError" });
      expect(String(taken)).toContain('"k1"');
      expect(store.keys.list()).toEqual([keyOf("k1")]);
    });

    test("a key is revoked once, everywhere, and for ever", () => {
      const other = harness.open();
      store.keys.add(keyOf("k1"));
      store.keys.add(keyOf("k2"));
      expect(store.keys.revoke("nobody", noon)).toBe(false);
      expect(other.keys.revoke("k1", noon + 5)).toBe(true);
      expect(store.keys.revoke("k1", noon + 9)).toBe(false);
      expect(store.keys.find("k1")?.revokedTsMs).toBe(noon + 5);
      expect(store.keys.find("k2")?.revokedTsMs).toBeNull();
      store.close();
      store = harness.open();
      expect(store.keys.find("k1")?.revokedTsMs).toBe(noon + 5);
    });

    test("the last use of a key is kept, and of no other", () => {
      store.keys.add(keyOf("k1"));
      store.keys.add(keyOf("k2"));
      store.keys.markUsed("k1", noon + 3);
      store.keys.markUsed("k1", noon + 4);
      store.keys.markUsed("nobody", noon + 5);
      expect(store.keys.list().map(({ lastUsedTsMs }) => lastUsedTsMs)).toEqual([noon + 4, null]);
    });
  });
}

function keyOf(id: string, other: Partial<ApiKey> = {}): ApiKey {
  return {
    id,
    label: "",
    scope: "read",
    secretHash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    createdTsMs: noon,
    lastUsedTsMs: null,
    revokedTsMs: null,
    ...other,
  };
}
