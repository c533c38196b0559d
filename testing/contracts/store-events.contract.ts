import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { setImmediate } from "node:timers/promises";
import { type BusEvent, type BusPayloads, topics } from "../../src/domain/bus-event.ts";
import type { Store } from "../../src/ports/store.ts";
import { startChild } from "../child.ts";
import { keyOf, madeBars, type StoreHarness, source, thrownBy } from "./store-harness.ts";

const noon = Date.UTC(2026, 5, 1, 12);
const endless = { eventsMax: Number.MAX_SAFE_INTEGER };
const appendersCount = 2;

const control: BusPayloads["control"] = {
  target: "all",
  action: "trim",
  reason: 'used 90 % of "memory.high" – ✓',
};

export function checkEvents(create: () => StoreHarness): void {
  describe("events", () => {
    let harness: StoreHarness;
    let store: Store;
    beforeEach(() => {
      harness = create();
      store = harness.open();
    });
    afterEach(() => harness.dispose());

    const append = (name: string, tsMs = noon) =>
      store.events.append("watchlist.changed", { name }, tsMs);
    const after = (id: number, limit = 1_000) => store.events.after(id, { limit });

    test("an event reads back as it was published, with an id that rises", () => {
      expect(store.events.after(0, { limit: 9 })).toEqual([]);
      const first = store.events.append("control", control, noon);
      const signal = signalPayload("AAA");
      const second = store.events.append("signal", signal, noon + 1);
      expect(second).toBeGreaterThan(first);
      expect(after(0)).toEqual([
        { id: first, topic: "control", tsMs: noon, payload: control },
        { id: second, topic: "signal", tsMs: noon + 1, payload: signal },
      ]);
      expect(signal.price).toBeNull();
    });

    test("events come after an id, oldest first, and no more than asked for", () => {
      const ids = ["a", "b", "c", "d"].map((name) => append(name));
      expect(namesOf(after(ids[0] as number))).toEqual(["b", "c", "d"]);
      expect(namesOf(after(0, 2))).toEqual(["a", "b"]);
      expect(after(ids[3] as number)).toEqual([]);
    });

    test("topics that are asked for come in the order of publishing", () => {
      for (let round = 0; round < 20; round++) {
        append(`list ${round}`);
        store.events.append("control", { ...control, reason: `reason ${round}` }, noon);
        store.events.append("signal", signalPayload(`S${round}`), noon);
      }
      const of = (wanted: readonly BusEvent["topic"][], id = 0, limit = 1_000) =>
        store.events.after(id, { topics: wanted, limit });
      const all = after(0);
      const two = of(["signal", "control", "signal"]);
      expect(two).toEqual(all.filter(({ topic }) => topic === "signal" || topic === "control"));
      expect(of(["signal"], two[9]?.id, 3)).toEqual(
        all.filter(({ topic, id }) => topic === "signal" && id > (two[9]?.id ?? 0)).slice(0, 3),
      );
      expect(of(topics)).toEqual(all);
      expect(of(["memory"])).toEqual([]);
      expect(of([])).toEqual([]);
    });

    test("an event exists with what it tells of, or neither does", () => {
      append("before");
      const newestId = store.events.newestId();
      const failing = () =>
        store.bars.transaction(() => {
          store.bars.write(keyOf("AAA"), madeBars(0, 5), source);
          append("never happened");
          throw new Error("undo");
        });
      expect(String(thrownBy(failing))).toContain("undo");
      expect(store.bars.series()).toEqual([]);
      expect(namesOf(after(0))).toEqual(["before"]);
      expect(store.events.newestId()).toBe(newestId);

      const other = harness.open();
      store.bars.transaction(() => {
        store.bars.write(keyOf("AAA"), madeBars(0, 5), source);
        append("happened");
        expect(namesOf(other.events.after(0, { limit: 9 }))).toEqual(["before"]);
      });
      expect(namesOf(other.events.after(0, { limit: 9 }))).toEqual(["before", "happened"]);
      expect(other.bars.read(keyOf("AAA")).length).toBe(5);
    });

    test("an inner transaction that fails takes only its own events with it", () => {
      store.bars.transaction(() => {
        append("outer");
        thrownBy(() =>
          store.bars.transaction(() => {
            append("inner");
            throw new Error("undo");
          }),
        );
        append("last");
      });
      expect(namesOf(after(0))).toEqual(["outer", "last"]);
    });

    test("the oldest and newest ids are those of the events that are kept", () => {
      expect([store.events.oldestId(), store.events.newestId()]).toEqual([0, 0]);
      const ids = ["a", "b", "c"].map((name, index) => append(name, noon + index));
      expect([store.events.oldestId(), store.events.newestId()]).toEqual([
        ids[0] as number,
        ids[2] as number,
      ]);
      expect(store.events.trim(noon + 1, endless)).toBe(1);
      expect(store.events.oldestId()).toBe(ids[1] as number);
    });

    test("events older than a moment are dropped, the oldest first, some at a time", () => {
      // A clock that was set back: the order of the ids is not that of the moments.
      for (const [index, afterMs] of [5, 0, 3, 1, 4, 2].entries()) {
        append(`${index}`, noon + afterMs);
      }
      expect(store.events.trim(noon, endless)).toBe(0);
      expect(store.events.trim(noon + 4, { eventsMax: 2 })).toBe(2);
      expect(namesOf(after(0))).toEqual(["0", "2", "4", "5"]);
      expect(store.events.trim(noon + 4, { eventsMax: 3 })).toBe(2);
      expect(namesOf(after(0))).toEqual(["0", "4"]);
    });

    test("an id is never used again, though all events are dropped", () => {
      append("a");
      const newestId = append("b");
      store.events.trim(noon + 1, endless);
      expect(after(0)).toEqual([]);
      expect([store.events.oldestId(), store.events.newestId()]).toEqual([0, newestId]);
      store.close();
      store = harness.open();
      expect(store.events.newestId()).toBe(newestId);
      expect(append("c")).toBeGreaterThan(newestId);
    });

    test("a consumer's offset is its own and outlives the process", () => {
      expect(store.events.offset("vpb-scanner")).toBeNull();
      store.events.setOffset("vpb-scanner", 0);
      store.events.setOffset("discord-bot", 7);
      store.events.setOffset("vpb-scanner", 12);
      store.close();
      store = harness.open();
      expect(store.events.offset("vpb-scanner")).toBe(12);
      expect(store.events.offset("discord-bot")).toBe(7);
    });

    test("an offset is undone with the work it tells of", () => {
      store.events.setOffset("a", 1);
      thrownBy(() =>
        store.bars.transaction(() => {
          store.events.setOffset("a", 2);
          throw new Error("undo");
        }),
      );
      expect(store.events.offset("a")).toBe(1);
    });

    test("a follower misses nothing of what several processes publish at once", async () => {
      const command = [...harness.writerCommand, "events"];
      const children = Array.from({ length: appendersCount }, (_, index) =>
        startChild([...command, `p${index}`]),
      );
      const ended = Promise.all(children.map(async (child) => (await child.ended).code));
      const seen: BusEvent[] = [];
      const follow = () => {
        const events = store.events.after(seen.at(-1)?.id ?? 0, { limit: 7 });
        seen.push(...events);
        return events.length;
      };
      let isOver = false;
      void ended.then(() => {
        isOver = true;
      });
      while (!isOver) {
        follow();
        await setImmediate();
      }
      while (follow() > 0);
      expect(await ended).toEqual(Array.from({ length: appendersCount }, () => 0));
      expect(seen).toEqual([...after(0, 100_000)]);
      const names = namesOf(seen);
      for (let index = 0; index < appendersCount; index++) {
        const own = names.filter((name) => name.startsWith(`p${index}:`));
        expect(own).toEqual(Array.from({ length: appendsCount }, (_, at) => `p${index}:${at}`));
      }
    });

    test("thousands of events cost a follower nothing that it has not asked for", () => {
      store.bars.transaction(() => {
        for (let at = 0; at < 50_000; at++) append(`${at}`);
        store.events.append("control", control, noon);
      });
      const follow = () => store.events.after(0, { topics: ["control", "memory"], limit: 256 });
      expect(follow()).toHaveLength(1);
      const startedMs = performance.now();
      for (let round = 0; round < 100; round++) follow();
      // 15 us each; a walk over all events would take 10 ms.
      expect((performance.now() - startedMs) / 100).toBeLessThan(3);
    });
  });
}

/** Events that each process of the contract's test publishes. */
const appendsCount = 300;

/** What a process of the contract's test does: publishes, by one, by three, in a transaction. */
export function appendEvents(store: Store, label: string): void {
  let at = 0;
  const append = () => {
    store.events.append("watchlist.changed", { name: `${label}:${at}` }, noon);
    at += 1;
  };
  while (at < appendsCount) {
    if (at % 2 === 0) append();
    else store.bars.transaction(() => [1, 2, 3].forEach(append));
  }
}

function namesOf(events: readonly BusEvent[]): string[] {
  return events.flatMap((event) => (event.topic === "watchlist.changed" ? event.payload.name : []));
}

function signalPayload(symbol: string): BusPayloads["signal"] {
  return {
    id: `trend:${symbol}`,
    scanner: "trend",
    symbol,
    interval: "5m",
    signal: "up",
    direction: "bullish",
    barTsMs: noon,
    price: null,
    isSimulated: true,
  };
}
