import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { processRoles } from "../../src/domain/service-name.ts";
import type { Store } from "../../src/ports/store.ts";
import { type StoreHarness, thrownBy } from "./store-harness.ts";

const noon = Date.UTC(2026, 5, 1, 12);

export function checkServices(create: () => StoreHarness): void {
  describe("services", () => {
    let harness: StoreHarness;
    let store: Store;
    beforeEach(() => {
      harness = create();
      store = harness.open();
    });
    afterEach(() => harness.dispose());

    test("a service that starts has a record, and so has its first sign of life", () => {
      expect(store.services.services()).toEqual([]);
      expect(store.services.recordStart("vpb-scanner", { pid: 41, tsMs: noon })).toBe(1);
      expect(store.services.services()).toEqual([
        {
          service: "vpb-scanner",
          pid: 41,
          startedTsMs: noon,
          heartbeatTsMs: noon,
          state: "starting",
          text: "",
          doneRatio: null,
          startCount: 1,
        },
      ]);
      const beat = { tsMs: noon + 5_000, state: "ready", text: "8,000 symbols" } as const;
      store.services.recordHeartbeat("vpb-scanner", { ...beat, doneRatio: 0.25 });
      expect(store.services.services()[0]).toMatchObject({
        pid: 41,
        startedTsMs: noon,
        heartbeatTsMs: noon + 5_000,
        state: "ready",
        text: "8,000 symbols",
        doneRatio: 0.25,
      });
    });

    test("starts are counted over restarts, and nothing else is left of the time before", () => {
      store.services.recordStart("api-server", { pid: 41, tsMs: noon });
      const beat = { tsMs: noon + 1, state: "degraded", text: "no disk", doneRatio: 1 } as const;
      store.services.recordHeartbeat("api-server", beat);
      store.close();
      store = harness.open();
      expect(store.services.recordStart("api-server", { pid: 42, tsMs: noon + 9 })).toBe(2);
      expect(store.services.services()).toEqual([
        {
          service: "api-server",
          pid: 42,
          startedTsMs: noon + 9,
          heartbeatTsMs: noon + 9,
          state: "starting",
          text: "",
          doneRatio: null,
          startCount: 2,
        },
      ]);
    });

    test("services come in their order, from all processes", () => {
      const other = harness.open();
      for (const [index, service] of [...processRoles].reverse().entries()) {
        const recorder = index % 2 === 0 ? store : other;
        recorder.services.recordStart(service, { pid: 100 + index, tsMs: noon });
      }
      const listed = other.services.services().map(({ service }) => service);
      expect(listed).toEqual([...processRoles]);
    });

    test("a sign of life without a start is a bug", () => {
      const beat = { tsMs: noon, state: "ready", text: "", doneRatio: null } as const;
      const error = thrownBy(() => store.services.recordHeartbeat("discord-bot", beat));
      expect(error).toMatchObject({ name: "BugError" });
      expect(String(error)).toContain("discord-bot");
    });
  });
}
