import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Listener, publishNames, until } from "../../../../testing/contracts/bus-harness.ts";
import { FakeClock } from "../../../../testing/fakes/fake-clock.ts";
import { openFiles } from "../../../../testing/open-files.ts";
import { Failure } from "../../../base/failure.ts";
import { batchMax, retryPauseMaxMs } from "../../../ports/bus.ts";
import type { EventStore } from "../../../ports/event-store.ts";
import type { Store } from "../../../ports/store.ts";
import { openSqliteStore } from "../../stores/sqlite/store.ts";
import { LocalBus } from "./local-bus.ts";

setDefaultTimeout(60_000);

const endless = { eventsMax: Number.MAX_SAFE_INTEGER };

let folder: string;
let wakePath: string;
let clock: FakeClock;
let store: Store;
let buses: LocalBus[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-local-bus-"));
  wakePath = join(folder, "bus.wake");
  clock = new FakeClock();
  store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [], clock });
  buses = [];
});
afterEach(async () => {
  for (const bus of buses) await bus.close();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(events: EventStore = store.events): LocalBus {
  const bus = new LocalBus({ events, clock, wakePath });
  buses.push(bus);
  return bus;
}

const append = (name: string, tsMs = clock.nowMs()) =>
  store.events.append("watchlist.changed", { name }, tsMs);

/** An event store that is held by another process for the first few calls of a method. */
function busyFor(method: keyof EventStore, calls: number): EventStore & { failures: number } {
  const { events } = store;
  const busy = {
    failures: 0,
    append: events.append.bind(events),
    after: events.after.bind(events),
    newestId: events.newestId.bind(events),
    oldestId: events.oldestId.bind(events),
    offset: events.offset.bind(events),
    setOffset: events.setOffset.bind(events),
    trim: events.trim.bind(events),
  };
  const real = busy[method] as (...args: unknown[]) => unknown;
  const failing = (...args: unknown[]) => {
    if (busy.failures >= calls) return real(...args);
    busy.failures += 1;
    throw new Failure("store.busy", "the database is being written by another process");
  };
  return Object.assign(busy, { [method]: failing });
}

describe("events that are no longer kept", () => {
  test("are told of before those that follow, once", async () => {
    const first = new Listener(open(), { consumer: "c" });
    await publishNames(buses[0] as LocalBus, "a", 3);
    await first.sees(3);
    await first.stop();
    const missedId = append("missed");
    append("missed too");
    await clock.advance(1_000);
    append("kept");
    store.events.trim(clock.nowMs(), endless);

    const second = new Listener(open(), { consumer: "c" });
    await second.sees(1);
    expect([second.gaps, second.names]).toEqual([[missedId], ["kept"]]);
    await second.stop();
    const third = new Listener(open(), { consumer: "c" });
    await publishNames(buses[0] as LocalBus, "b", 1);
    await third.sees(1);
    expect([third.gaps, third.names]).toEqual([[], ["b0"]]);
  });

  test("are told of though none is left", async () => {
    await new Listener(open(), { consumer: "c" }).stop();
    const missedId = append("missed");
    store.events.trim(clock.nowMs() + 1, endless);
    const listener = new Listener(open(), { consumer: "c" });
    await until(() => listener.gaps.length > 0, "the gap");
    await publishNames(buses[0] as LocalBus, "a", 1);
    await listener.sees(1);
    expect([listener.gaps, listener.names]).toEqual([[missedId], ["a0"]]);
  });

  test("are told of again until whoever asks has dealt with it", async () => {
    append("missed");
    append("missed too");
    store.events.trim(clock.nowMs() + 1, endless);
    append("kept");
    const gaps: number[] = [];
    const listener = new Listener(open(), {
      afterId: 1,
      onGap: (missedFromId) => {
        gaps.push(missedFromId);
        if (gaps.length < 3) throw new Error("no time");
      },
    });
    await clock.advance(1_000);
    await listener.sees(1);
    expect([gaps, listener.names]).toEqual([[2, 2, 2], ["kept"]]);
    expect(listener.errors.map(String)).toEqual(["Error: no time", "Error: no time"]);
  });

  test("are no gap to a consumer that had nothing to do with them", async () => {
    const options = { consumer: "c", topics: ["control"] } as const;
    const bus = open();
    const idle = new Listener(bus, options);
    for (let minute = 0; minute < 3; minute++) {
      await publishNames(bus, "a", 5);
      await clock.advance(60_000);
    }
    // Killed: it does not get to keep its position in the end.
    const offset = store.events.offset("c") ?? 0;
    expect(offset).toBeGreaterThanOrEqual(10);
    await idle.stop();
    store.events.setOffset("c", offset);
    store.events.trim(clock.nowMs() - 90_000, endless);
    expect(store.events.oldestId()).toBe(11);
    const again = new Listener(bus, options);
    await clock.advance(1_000);
    await again.stop();
    expect(again.gaps).toEqual([]);
  });

  test("an id that never was is taken for the newest", async () => {
    const listener = new Listener(open(), { afterId: 1_000_000 });
    await clock.advance(0);
    await publishNames(buses[0] as LocalBus, "a", 2);
    await listener.sees(2);
    expect([listener.gaps, listener.names]).toEqual([[], ["a0", "a1"]]);
  });
});

describe("a busy store", () => {
  test("delays what is published", async () => {
    const events = busyFor("append", 2);
    const bus = open(events);
    const listener = new Listener(bus);
    const published = publishNames(bus, "a", 1);
    await clock.advance(1_000);
    await published;
    await listener.sees(1);
    expect(events.failures).toBe(2);
  });

  test("is a failure to the publisher when it lasts", async () => {
    const bus = open(busyFor("append", 100));
    const published = publishNames(bus, "a", 1).catch((error: unknown) => error);
    await clock.advance(10_000);
    expect(await published).toMatchObject({ name: "Failure", code: "store.busy" });
  });

  test.each(["after", "newestId", "oldestId", "setOffset"] as const)(
    "that fails in %s loses nothing and repeats nothing",
    async (method) => {
      const listener = new Listener(open(), { consumer: "c" });
      await listener.stop();
      const failing = new Listener(open(busyFor(method, 3)), { consumer: "c" });
      await publishNames(buses[1] as LocalBus, "a", 2);
      await clock.advance(10_000);
      await failing.sees(2);
      expect(failing.names).toEqual(["a0", "a1"]);
      expect(failing.errors.map((error) => (error as Failure).code)).toEqual(
        Array.from({ length: 3 }, () => "store.busy" as const),
      );
      await failing.stop();
      expect(store.events.offset("c")).toBe(store.events.newestId());
    },
  );
});

describe("a subscription", () => {
  test("waits longer after each failure, but not for ever", async () => {
    const atMs: number[] = [];
    const fail = () => {
      atMs.push(clock.nowMs());
      throw new Error("no");
    };
    const topics = ["watchlist.changed"] as const;
    const bus = open();
    const subscription = bus.subscribe({ topics }, fail);
    await publishNames(bus, "a", 1);
    await clock.advance(30_000);
    const pausesMs = atMs.slice(1).map((at, index) => at - (atMs[index] ?? 0));
    expect(pausesMs.slice(0, 8)).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, retryPauseMaxMs]);
    expect(Math.max(...pausesMs)).toBe(retryPauseMaxMs);
    await subscription.stop();
  });

  test("finds what it was not woken for at its next look", async () => {
    const listener = new Listener(open());
    unlinkSync(wakePath);
    await Bun.sleep(30);
    append("silent");
    await clock.advance(500);
    expect(listener.names).toEqual([]);
    await clock.advance(600);
    expect(listener.names).toEqual(["silent"]);
  });

  test("leaves timers and sockets their turn while it works through a backlog", async () => {
    store.bars.transaction(() => {
      for (let at = 0; at < 20 * batchMax; at++) append(`${at}`);
    });
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 0);
    const listener = new Listener(open(), { afterId: 0 });
    await listener.sees(20 * batchMax);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
    expect(listener.batches).toHaveLength(20);
  });

  test("of a consumer's name is one at a time", async () => {
    const bus = open();
    const listener = new Listener(bus, { consumer: "c" });
    expect(() => new Listener(bus, { consumer: "c" })).toThrow('the consumer "c"');
    await listener.stop();
    await new Listener(bus, { consumer: "c" }).stop();
  });

  test("leaves no timer, no watch and no open file when its bus closes", async () => {
    const once = async () => {
      const bus = new LocalBus({ events: store.events, clock, wakePath });
      const listeners = [new Listener(bus, { consumer: "c" }), new Listener(bus)];
      await publishNames(bus, "a", 1);
      for (const listener of listeners) await listener.sees(1);
      await bus.close();
    };
    await once();
    const before = openFiles();
    for (let round = 0; round < 50; round++) await once();
    expect(clock.sleeperCount).toBe(0);
    await Bun.sleep(30);
    expect(openFiles()).toBeLessThanOrEqual(before);
  });
});
