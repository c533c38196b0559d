import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  type MemoryEntry,
  type MemorySlot,
  minuteMs,
  quarterMs,
} from "../../src/domain/memory-sample.ts";
import { processRoles } from "../../src/domain/service-name.ts";
import { eventsKeptMax, minutesKeptMs, quartersKeptMs } from "../../src/ports/memory-store.ts";
import type { Store } from "../../src/ports/store.ts";
import { dayMs, type StoreHarness } from "./store-harness.ts";

const noon = Date.UTC(2026, 5, 1, 12);
const kb = 1_024;

export function checkMemory(create: () => StoreHarness): void {
  describe("memory", () => {
    let harness: StoreHarness;
    let store: Store;
    beforeEach(() => {
      harness = create();
      store = harness.open();
    });
    afterEach(() => harness.dispose());

    const minutes = (fromTsMs = 0, untilTsMs = Infinity) =>
      store.memory.history({ step: "minute", fromTsMs, untilTsMs });
    const quarters = () =>
      store.memory.history({ step: "quarter", fromTsMs: 0, untilTsMs: Infinity });

    test("a minute reads back as it was written, missing values included", () => {
      const slot = slotOf(noon, [
        entryOf("l2t", 50_000),
        {
          ...entryOf("box", 300_000, { metric: "box" }),
          chargedBytesMax: undefined,
          stallPctMax: undefined,
        },
      ]);
      store.memory.recordMinute(slot);
      expect(minutes()).toEqual([slot]);
      store.close();
      store = harness.open();
      expect(minutes()).toEqual([slot]);
    });

    test("two processes share a minute, and the same one replaces its entry", () => {
      const first = slotOf(noon, [entryOf("api-server", 10)]);
      store.memory.recordMinute(first);
      harness.open().memory.recordMinute(slotOf(noon, [entryOf("vpb-scanner", 20)]));
      store.memory.recordMinute(slotOf(noon, [entryOf("api-server", 30)]));
      const [slot] = minutes();
      const sizes = slot?.entries.map(({ subject, meanBytes }) => [subject, meanBytes / kb]);
      expect(sizes?.sort()).toEqual([
        ["api-server", 30],
        ["vpb-scanner", 20],
      ]);
    });

    test("a range holds both of its ends", () => {
      for (let at = 0; at < 5; at++) store.memory.recordMinute(slotOf(noon + at * minuteMs, []));
      const starts = minutes(noon + minuteMs, noon + 3 * minuteMs).map((slot) => slot.startTsMs);
      expect(starts).toEqual([1, 2, 3].map((at) => noon + at * minuteMs));
      expect(minutes(noon + 1, noon + 2)).toEqual([]);
    });

    test("a quarter is the mean and the peak of its minutes once it is over", () => {
      for (let at = 0; at < 15; at++) {
        store.memory.recordMinute(slotOf(noon + at * minuteMs, [entryOf("l2t", 100 + at)]));
      }
      expect(quarters()).toEqual([]);
      store.memory.recordMinute(slotOf(noon + quarterMs, [entryOf("l2t", 900)]));
      expect(quarters()).toEqual([
        {
          startTsMs: noon,
          entries: [
            {
              subject: "l2t",
              metric: "rss",
              meanBytes: 107 * kb,
              maxBytes: 115 * kb,
              chargedBytesMax: 114 * kb,
              stallPctMax: 1.25,
            },
          ],
        },
      ]);
    });

    test("a quarter is folded though the writer was away when it ended", () => {
      store.memory.recordMinute(slotOf(noon, [entryOf("l2t", 100)]));
      store.close();
      store = harness.open();
      store.memory.recordMinute(slotOf(noon + 3 * 3_600_000, [entryOf("l2t", 100)]));
      expect(quarters().map(({ startTsMs }) => startTsMs)).toEqual([noon]);
    });

    test("minutes last a day and quarters thirty", () => {
      for (let at = noon; at < noon + 32 * dayMs; at += quarterMs) {
        store.memory.recordMinute(slotOf(at, [entryOf("l2t", 100)]));
      }
      const last = noon + 32 * dayMs - quarterMs;
      expect(minutes()[0]?.startTsMs).toBe(last - minutesKeptMs);
      expect(quarters()[0]?.startTsMs).toBe(last - quartersKeptMs);
    });

    test("minutes of a clock that was far ahead go away", () => {
      store.memory.recordMinute(slotOf(noon + 400 * dayMs, [entryOf("l2t", 100)]));
      store.memory.recordMinute(slotOf(noon, [entryOf("l2t", 100)]));
      expect(minutes().map(({ startTsMs }) => startTsMs)).toEqual([noon]);
    });

    test("the log is listed newest first and keeps the newest", () => {
      const event = { kind: "step", subject: "l2t", text: "trim: 88 % of the limit" } as const;
      store.memory.recordEvent({ ...event, tsMs: noon });
      store.memory.recordEvent({ ...event, tsMs: noon + 1, kind: "calm", subject: undefined });
      expect(store.memory.events({ fromTsMs: noon, limit: 9 })).toEqual([
        { ...event, tsMs: noon + 1, kind: "calm", subject: undefined },
        { ...event, tsMs: noon },
      ]);
      expect(store.memory.events({ fromTsMs: noon + 1, limit: 9 })).toHaveLength(1);
      expect(store.memory.events({ fromTsMs: 0, limit: 1 })).toHaveLength(1);
      store.bars.transaction(() => {
        for (let at = 0; at < eventsKeptMax; at++) {
          store.memory.recordEvent({ ...event, tsMs: noon + 10 + at });
        }
      });
      const kept = store.memory.events({ fromTsMs: 0, limit: 2 * eventsKeptMax });
      expect(kept).toHaveLength(eventsKeptMax);
      expect(kept.at(-1)?.tsMs).toBe(noon + 10);
    });

    test("thirty days of all services and a full log stay below 1 MB", () => {
      const subjects = ["box", ...processRoles] as const;
      const entries = subjects.map((subject) => entryOf(subject, 60_000));
      store.close();
      store = harness.open();
      const before = store.stats().bytes;
      const end = noon + 31 * dayMs;
      const fineFrom = end - dayMs - quarterMs;
      store.bars.transaction(() => {
        for (let at = noon; at < end; at += at < fineFrom ? quarterMs : minuteMs) {
          store.memory.recordMinute(slotOf(at, entries));
        }
        const text = "used 54.1 MB of 60 MB before the kernel slows it down; ".repeat(3);
        for (let at = 0; at < 2 * eventsKeptMax; at++) {
          store.memory.recordEvent({ tsMs: noon + at, kind: "step", subject: "l2t", text });
        }
      });
      expect(minutes()).toHaveLength(minutesKeptMs / minuteMs + 1);
      expect(quarters()).toHaveLength(quartersKeptMs / quarterMs - 1);
      store.close();
      store = harness.open();
      expect(store.stats().bytes - before).toBeLessThan(1_000_000);
    });
  });
}

function slotOf(startTsMs: number, entries: readonly MemoryEntry[]): MemorySlot {
  return { startTsMs, entries };
}

function entryOf(
  subject: MemoryEntry["subject"],
  meanKb: number,
  other: Partial<MemoryEntry> = {},
): MemoryEntry {
  return {
    subject,
    metric: "rss",
    meanBytes: meanKb * kb,
    maxBytes: (meanKb + 1) * kb,
    chargedBytesMax: meanKb * kb,
    stallPctMax: 1.25,
    ...other,
  };
}
