import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { boxOf, ownCgroup, processMemory } from "../../../testing/fakes/fake-memory-reader.ts";
import { type GuardHarness, makeGuardHarness } from "../../../testing/guard-harness.ts";
import { Failure } from "../../base/failure.ts";
import type { MemoryStore } from "../../ports/memory-store.ts";

const mb = 2 ** 20;
const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let harness: GuardHarness;
beforeEach(() => {
  harness = makeGuardHarness();
});
afterEach(() => harness.dispose());

describe("the memory guard", () => {
  test("keeps mean and peak of each minute, of the machine as well", async () => {
    harness.use(20);
    harness.start();
    await harness.clock.advance(30 * secondMs);
    harness.use(40);
    await harness.clock.advance(35 * secondMs);
    const [minute] = harness.minutes();
    expect(minute?.startTsMs).toBe(Date.UTC(2026, 5, 1, 12));
    const [box, own] = minute?.entries ?? [];
    expect(box).toMatchObject({ subject: "box", metric: "box", meanBytes: 261 * mb });
    expect(own).toMatchObject({ subject: "l2t", metric: "rss", maxBytes: 40 * mb });
    // Seven readings of 20 MB and five of 40.
    expect((own?.meanBytes as number) / mb).toBeCloseTo((7 * 20 + 5 * 40) / 12, 2);
  });

  test("tells of each process once, and again when it is another one", async () => {
    harness.use(20);
    harness.start();
    await harness.clock.advance(minuteMs);
    harness.reader.servicesNow = [processMemory("l2t", { rssMb: 30, pid: 99 })];
    await harness.clock.advance(minuteMs);
    expect(harness.told()).toEqual([
      "started: process 41 with 20.0 MB",
      "started: process 99 with 30.0 MB",
    ]);
  });

  test("trims before the limit, says why and what it brought, and ends in calm", async () => {
    harness.use(20);
    const { actions } = harness.start();
    await harness.clock.advance(20 * secondMs);
    actions.onTake = () => harness.use(25);
    harness.use(54);
    await harness.clock.advance(5 * secondMs);
    expect(actions.done).toEqual(["trim"]);
    await harness.clock.advance(2 * minuteMs);
    expect(actions.done).toEqual(["trim"]);
    expect(harness.told().slice(1)).toEqual([
      "step: trim: l2t uses 54.0 MB, 90 % of the 60.0 MB that it should stay below; " +
        "gave back 3.4 MB",
      "calm: all has been far from its limits for 60 s",
    ]);
    expect(harness.store.memory.events({ fromTsMs: 0, limit: 9 }).map(({ kind }) => kind)).toEqual([
      "calm",
      "step",
      "started",
    ]);
  });

  test("looks every second while there is pressure, and every five otherwise", async () => {
    harness.use(20);
    harness.start();
    await harness.clock.advance(20 * secondMs);
    expect(harness.reader.wasPrecise).toHaveLength(5);
    harness.use(54);
    await harness.clock.advance(5 * secondMs);
    const before = harness.reader.wasPrecise.length;
    await harness.clock.advance(10 * secondMs);
    expect(harness.reader.wasPrecise.length - before).toBe(10);
  });

  test("takes lasting steps back once the pressure is over, and when it is stopped", async () => {
    harness.use(54);
    const { actions, guard } = harness.start();
    await harness.clock.advance(20 * secondMs);
    harness.use(20);
    await harness.clock.advance(70 * secondMs);
    expect(actions.done).toEqual(["trim", "shrink-batches", "undo shrink-batches"]);
    harness.use(54);
    await harness.clock.advance(40 * secondMs);
    await guard.stop();
    expect(actions.done.slice(3)).toEqual(["trim", "shrink-batches", "undo shrink-batches"]);
  });

  test("goes on to the next step when one fails, and says so", async () => {
    harness.use(54);
    const { actions } = harness.start({ failing: ["trim"] });
    await harness.clock.advance(20 * secondMs);
    expect(actions.done).toEqual(["trim", "shrink-batches"]);
    expect(harness.told()[1]).toEndWith("it failed: systemd does not answer");
  });

  test("goes by the limits of the control group and what it cannot drop", async () => {
    const group = (currentMb: number, fileCacheMb: number) => {
      const cgroup = ownCgroup("vpb-scanner", { currentMb, fileCacheMb, highMb: 100 });
      harness.reader.servicesNow = [processMemory("vpb-scanner", { rssMb: 500, cgroup })];
    };
    group(99, 40);
    const { actions } = harness.start();
    await harness.clock.advance(minuteMs);
    expect(actions.done).toEqual([]);
    group(99, 1);
    await harness.clock.advance(5 * secondMs);
    expect(actions.done).toEqual(["trim"]);
    await harness.clock.advance(minuteMs);
    const entry = harness.minutes()[0]?.entries.find(({ subject }) => subject === "vpb-scanner");
    expect(entry).toMatchObject({ metric: "held", chargedBytesMax: 99 * mb });
  });

  test("reads precisely where processes share pages and have no group each", async () => {
    harness.use(20);
    harness.start();
    await harness.clock.advance(10 * secondMs);
    expect(harness.reader.wasPrecise.at(-1)).toBe(false);
    harness.reader.servicesNow = [
      processMemory("api-server", { rssMb: 30, pid: 1 }),
      processMemory("vpb-scanner", { rssMb: 30, pid: 2 }),
    ];
    await harness.clock.advance(10 * secondMs);
    expect(harness.reader.wasPrecise.at(-1)).toBe(true);
  });

  test("keeps what a busy store does not take, and writes it later", async () => {
    let isBusy = true;
    const busy: MemoryStore = {
      recordMinute(minute) {
        if (isBusy) throw new Failure("store.busy", "busy");
        harness.store.memory.recordMinute(minute);
      },
      recordEvent(event) {
        if (isBusy) throw new Failure("store.busy", "busy");
        harness.store.memory.recordEvent(event);
      },
      history: (range) => harness.store.memory.history(range),
      events: (range) => harness.store.memory.events(range),
    };
    harness.use(20);
    harness.start({ memory: busy });
    await harness.clock.advance(3 * minuteMs);
    expect(harness.minutes()).toHaveLength(0);
    isBusy = false;
    await harness.clock.advance(minuteMs);
    expect(harness.minutes()).toHaveLength(4);
    expect(harness.store.memory.events({ fromTsMs: 0, limit: 9 })).toHaveLength(1);
  });

  test("acts though nothing of the machine can be read", async () => {
    harness.reader.boxNow = {
      ...boxOf({ availableMb: 1 }),
      totalBytes: undefined,
      availableBytes: undefined,
    };
    harness.use(54);
    const { actions } = harness.start();
    await harness.clock.advance(secondMs);
    expect(actions.done).toEqual(["trim"]);
    await harness.clock.advance(2 * minuteMs);
    expect(harness.minutes()[0]?.entries.map(({ subject }) => subject)).toEqual(["l2t"]);
  });

  test("goes on when the clock is set back", async () => {
    harness.use(54);
    const { actions } = harness.start();
    await harness.clock.advance(10 * secondMs);
    expect(actions.done).toEqual(["trim"]);
    harness.clock.jumpTo(harness.clock.nowMs() - hourMs);
    await harness.clock.advance(hourMs + minuteMs);
    expect(actions.done.slice(0, 2)).toEqual(["trim", "shrink-batches"]);
  });

  test("stopped, it leaves no timer and keeps the minute; it can start again", async () => {
    harness.use(20);
    const { guard } = harness.start();
    await harness.clock.advance(7 * secondMs);
    await guard.stop();
    expect(harness.clock.sleeperCount).toBe(0);
    expect(harness.minutes()).toHaveLength(1);
    guard.start();
    await harness.clock.advance(minuteMs);
    expect(harness.clock.sleeperCount).toBe(1);
    // What is left of the same minute takes the place of its beginning.
    expect(harness.minutes()).toHaveLength(1);
    await guard.stop();
    await guard.stop();
    expect(harness.clock.sleeperCount).toBe(0);
    expect(harness.minutes()).toHaveLength(2);
  });
});
