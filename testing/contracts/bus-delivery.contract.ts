import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { type Bus, batchMax } from "../../src/ports/bus.ts";
import { namesOf } from "./bus-child.ts";
import { type BusHarness, Listener, publishNames, until } from "./bus-harness.ts";

/** Time in which a wrong event would have come. */
const quietMs = 50;

const quotes = { marketTsMs: 1, symbolCount: 2 };

export function checkDelivery(create: () => BusHarness): void {
  describe("delivery", () => {
    let harness: BusHarness;
    let bus: Bus;
    beforeEach(() => {
      harness = create();
      bus = harness.open();
    });
    afterEach(() => harness.dispose());

    test("an event reaches every subscriber, of this bus and of others", async () => {
      const listeners = [new Listener(bus), new Listener(bus), new Listener(harness.open())];
      await bus.publish("watchlist.changed", { name: "tech – ✓" });
      for (const listener of listeners) {
        await listener.sees(1);
        expect(listener.events[0]).toMatchObject({
          topic: "watchlist.changed",
          payload: { name: "tech – ✓" },
        });
      }
    });

    test("a subscription gets the topics that it names, and no others", async () => {
      const lists = new Listener(bus);
      const both = new Listener(bus, { topics: ["quotes.changed", "watchlist.changed"] });
      await bus.publish("quotes.changed", quotes);
      await bus.publish("service", { service: "vpb-scanner", state: "ready", text: "" });
      await bus.publish("watchlist.changed", { name: "a" });
      await both.sees(2);
      await lists.sees(1);
      expect(both.events.map(({ topic }) => topic)).toEqual([
        "quotes.changed",
        "watchlist.changed",
      ]);
      expect(lists.names).toEqual(["a"]);
    });

    test("a subscription begins with the next event", async () => {
      await publishNames(bus, "old", 3);
      const listener = new Listener(bus);
      const names = await publishNames(bus, "new", 3);
      await listener.sees(3);
      await Bun.sleep(quietMs);
      expect(listener.names).toEqual(names);
    });

    test("a subscription begins after the id that it names", async () => {
      const first = new Listener(bus);
      const names = await publishNames(bus, "n", 5);
      await first.sees(5);
      const later = new Listener(harness.open(), { afterId: first.events[1]?.id ?? 0 });
      await later.sees(3);
      expect(later.names).toEqual(names.slice(2));
      expect(later.events).toEqual(first.events.slice(2));
    });

    test("a burst comes whole, in order, in batches that have a limit", async () => {
      const listener = new Listener(bus);
      const other = new Listener(harness.open());
      const publishing = Array.from({ length: 3 * batchMax }, (_, at) =>
        bus.publish("watchlist.changed", { name: `n${at}` }),
      );
      await Promise.all(publishing);
      const names = Array.from({ length: publishing.length }, (_, at) => `n${at}`);
      for (const { events, batches } of [listener, other]) {
        await until(() => events.length >= names.length, "the burst");
        expect(namesOf(events)).toEqual(names);
        expect(Math.max(...batches)).toBeLessThanOrEqual(batchMax);
        expect(new Set(events.map(({ id }) => id)).size).toBe(names.length);
        expect(events.every(({ id }, at) => at === 0 || id > (events[at - 1]?.id ?? 0))).toBe(true);
      }
    });

    test("one batch is worked on at a time, and a slow one holds up nobody else", async () => {
      let running = 0;
      let runningMax = 0;
      let handled = 0;
      bus.subscribe({ topics: ["watchlist.changed"] }, async (events) => {
        running += 1;
        runningMax = Math.max(runningMax, running);
        await Bun.sleep(20);
        handled += events.length;
        running -= 1;
      });
      const quick = new Listener(bus);
      await publishNames(bus, "n", 50);
      await quick.sees(50);
      await until(() => handled >= 50, "the slow subscriber");
      expect([runningMax, handled]).toEqual([1, 50]);
    });

    test("a batch whose handler throws comes again, before those after it", async () => {
      const errors: unknown[] = [];
      const seen: string[] = [];
      let failures = 0;
      const onError = (error: unknown) => errors.push(error);
      bus.subscribe({ topics: ["watchlist.changed"], consumer: "c", onError }, async (events) => {
        seen.push(...namesOf(events));
        if (failures >= 3) return;
        failures += 1;
        throw new Error(`failure ${failures}`);
      });
      await publishNames(bus, "n", 1);
      await until(() => failures === 1, "the first failure");
      await publishNames(bus, "m", 1);
      await until(() => seen.includes("m0"), "the event after it");
      expect(seen).toEqual(["n0", "n0", "n0", "n0", "m0"]);
      expect(errors.map(String)).toEqual([1, 2, 3].map((at) => `Error: failure ${at}`));
    });

    test("a consumer goes on where it was, on another bus", async () => {
      const first = new Listener(bus, { consumer: "c" });
      await publishNames(bus, "a", 3);
      await first.sees(3);
      await first.stop();
      const missed = await publishNames(bus, "b", batchMax + 1);
      const second = new Listener(harness.open(), { consumer: "c" });
      const next = await publishNames(bus, "c", 1);
      await second.sees(missed.length + 1);
      expect(second.names).toEqual([...missed, ...next]);
      expect(first.names).toEqual(["a0", "a1", "a2"]);
    });

    test("a new consumer begins with the next event, also after a time without any", async () => {
      await publishNames(bus, "old", 3);
      await new Listener(bus, { consumer: "c" }).stop();
      await publishNames(bus, "missed", 1);
      const listener = new Listener(bus, { consumer: "c" });
      await listener.sees(1);
      expect(listener.names).toEqual(["missed0"]);
    });

    test("each consumer has a position of its own", async () => {
      const one = new Listener(bus, { consumer: "one" });
      const other = new Listener(bus, { consumer: "other" });
      await publishNames(bus, "a", 1);
      await one.sees(1);
      await other.sees(1);
      await other.stop();
      await publishNames(bus, "b", 1);
      await one.sees(2);
      const again = new Listener(bus, { consumer: "other" });
      await again.sees(1);
      expect([one.names, again.names]).toEqual([["a0", "b0"], ["b0"]]);
    });

    test("an event whose handler was stopped is worked on to its end", async () => {
      let isDone = false;
      let begun = 0;
      const subscription = bus.subscribe(
        { topics: ["watchlist.changed"], consumer: "c" },
        async () => {
          begun += 1;
          await Bun.sleep(quietMs);
          isDone = true;
        },
      );
      await publishNames(bus, "a", 1);
      await until(() => begun === 1, "the handler");
      await subscription.stop();
      expect(isDone).toBe(true);
      const again = new Listener(bus, { consumer: "c" });
      await publishNames(bus, "b", 1);
      await again.sees(1);
      expect(again.names).toEqual(["b0"]);
    });

    test("nothing comes after a subscription or its bus has ended", async () => {
      const other = harness.open();
      const stopped = new Listener(bus);
      const closed = new Listener(other);
      await stopped.stop();
      await stopped.stop();
      await other.close();
      await other.close();
      const kept = new Listener(bus);
      await publishNames(bus, "a", 1);
      await kept.sees(1);
      await Bun.sleep(quietMs);
      expect([stopped.names, closed.names, kept.names]).toEqual([[], [], ["a0"]]);
    });
  });
}
