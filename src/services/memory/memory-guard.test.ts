import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeClock } from "../../../testing/fakes/fake-clock.ts";
import { FakeMemoryActions } from "../../../testing/fakes/fake-memory-actions.ts";
import {
  boxOf,
  FakeMemoryReader,
  ownCgroup,
  processMemory,
} from "../../../testing/fakes/fake-memory-reader.ts";
import { openSqliteStore } from "../../adapters/stores/sqlite/store.ts";
import { Failure } from "../../base/failure.ts";
import { serviceNames } from "../../domain/service-name.ts";
import type { LadderStep } from "../../ports/memory-actions.ts";
import type { MemoryEvent, MemoryStore } from "../../ports/memory-store.ts";
import type { Store } from "../../ports/store.ts";
import { MemoryGuard } from "./memory-guard.ts";

const mb = 2 ** 20;
const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const limits = { l2t: { highBytes: 60 * mb, maxBytes: 80 * mb } };

let folder: string;
let store: Store;
let clock: FakeClock;
let reader: FakeMemoryReader;
let events: MemoryEvent[];
let guards: MemoryGuard[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-guard-"));
  store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [] });
  clock = new FakeClock();
  reader = new FakeMemoryReader();
  events = [];
  guards = [];
});
afterEach(async () => {
  for (const guard of guards) await guard.stop();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

function startGuard({
  steps = ["trim", "shrink-batches"] as readonly LadderStep[],
  memory = store.memory as MemoryStore,
  failing = [] as readonly LadderStep[],
} = {}) {
  const actions = new FakeMemoryActions(steps);
  for (const step of failing) actions.failing.add(step);
  const onEvent = (event: MemoryEvent) => events.push(event);
  const guard = new MemoryGuard({ clock, reader, actions, limits, onEvent, store: memory });
  guards.push(guard);
  guard.start();
  return { guard, actions };
}

const use = (rssMb: number) => {
  reader.servicesNow = [processMemory("l2t", { rssMb })];
};
const told = () => events.map(({ kind, text }) => `${kind}: ${text}`);
const minutes = () =>
  store.memory.history({ step: "minute", fromTsMs: 0, untilTsMs: Number.POSITIVE_INFINITY });

describe("the memory guard", () => {
  test("keeps mean and peak of each minute, of the machine as well", async () => {
    use(20);
    startGuard();
    await clock.advance(30 * secondMs);
    use(40);
    await clock.advance(35 * secondMs);
    const [minute] = minutes();
    expect(minute?.startTsMs).toBe(Date.UTC(2026, 5, 1, 12));
    const [box, own] = minute?.entries ?? [];
    expect(box).toMatchObject({ subject: "box", metric: "box", meanBytes: 261 * mb });
    expect(own).toMatchObject({ subject: "l2t", metric: "rss", maxBytes: 40 * mb });
    // Seven readings of 20 MB and five of 40.
    expect((own?.meanBytes as number) / mb).toBeCloseTo((7 * 20 + 5 * 40) / 12, 2);
  });

  test("tells of each process once, and again when it is another one", async () => {
    use(20);
    startGuard();
    await clock.advance(minuteMs);
    reader.servicesNow = [processMemory("l2t", { rssMb: 30, pid: 99 })];
    await clock.advance(minuteMs);
    expect(told()).toEqual([
      "started: process 41 with 20.0 MB",
      "started: process 99 with 30.0 MB",
    ]);
  });

  test("trims before the limit, says why and what it brought, and ends when all is calm", async () => {
    use(20);
    const { actions } = startGuard();
    await clock.advance(20 * secondMs);
    actions.onTake = () => use(25);
    use(54);
    await clock.advance(5 * secondMs);
    expect(actions.done).toEqual(["trim"]);
    await clock.advance(2 * minuteMs);
    expect(actions.done).toEqual(["trim"]);
    expect(told().slice(1)).toEqual([
      "step: trim: l2t uses 54.0 MB, 90 % of the 60.0 MB that it should stay below; " +
        "gave back 3.4 MB",
      "calm: all has been far from its limits for 60 s",
    ]);
    expect(store.memory.events({ fromTsMs: 0, limit: 9 }).map(({ kind }) => kind)).toEqual([
      "calm",
      "step",
      "started",
    ]);
  });

  test("looks every second while there is pressure, and every five otherwise", async () => {
    use(20);
    startGuard();
    await clock.advance(20 * secondMs);
    expect(reader.wasPrecise).toHaveLength(5);
    use(54);
    await clock.advance(5 * secondMs);
    const before = reader.wasPrecise.length;
    await clock.advance(10 * secondMs);
    expect(reader.wasPrecise.length - before).toBe(10);
  });

  test("takes lasting steps back once the pressure is over, and when it is stopped", async () => {
    use(54);
    const { actions, guard } = startGuard();
    await clock.advance(20 * secondMs);
    use(20);
    await clock.advance(70 * secondMs);
    expect(actions.done).toEqual(["trim", "shrink-batches", "undo shrink-batches"]);
    use(54);
    await clock.advance(40 * secondMs);
    await guard.stop();
    expect(actions.done.slice(3)).toEqual(["trim", "shrink-batches", "undo shrink-batches"]);
  });

  test("goes on to the next step when one fails, and says so", async () => {
    use(54);
    const { actions } = startGuard({ failing: ["trim"] });
    await clock.advance(20 * secondMs);
    expect(actions.done).toEqual(["trim", "shrink-batches"]);
    expect(told()[1]).toEndWith("it failed: systemd does not answer");
  });

  test("finds a slow leak, and tells when it is over", async () => {
    startGuard();
    let usedMb = 20;
    for (let minute = 0; minute < 180; minute++) {
      usedMb += 5 / 60;
      use(usedMb);
      await clock.advance(minuteMs);
    }
    const leaks = () => events.filter(({ kind }) => kind.startsWith("leak"));
    expect(leaks()).toHaveLength(1);
    expect(leaks()[0]?.text).toMatch(/^grows by 5\.0 MB an hour .*; meets its limit in about 6 h$/);
    for (let minute = 0; minute < 480; minute++) {
      use(usedMb);
      await clock.advance(minuteMs);
    }
    expect(leaks().map(({ kind }) => kind)).toEqual(["leak", "leak-over"]);
  });

  test("counts a kill in the slice once, though the service began anew", async () => {
    const six = (sliceKills: number, pid: number) => {
      reader.servicesNow = serviceNames.map((service, at) =>
        processMemory(service, {
          rssMb: 30,
          pid: pid + at,
          cgroup: ownCgroup(service, { currentMb: 30, sliceKills }),
        }),
      );
    };
    six(2, 100);
    startGuard();
    await clock.advance(30 * secondMs);
    six(3, 200);
    await clock.advance(30 * secondMs);
    const kills = events.filter(({ kind }) => kind === "oom-kill");
    expect(kills.map(({ subject, text }) => [subject, text])).toEqual([
      [undefined, "the kernel killed a process for want of memory (3 in all)"],
    ]);
  });

  test("acts at once on a throttled service, and tells of it now and then", async () => {
    let highCount = 5;
    const throttle = () => {
      const cgroup = ownCgroup("vpb-scanner", { currentMb: 40, highCount });
      reader.servicesNow = [processMemory("vpb-scanner", { rssMb: 40, cgroup })];
    };
    throttle();
    const { actions } = startGuard();
    await clock.advance(20 * secondMs);
    expect(actions.done).toEqual([]);
    for (let second = 0; second < 300; second++) {
      highCount += 40;
      throttle();
      await clock.advance(secondMs);
    }
    expect(actions.done.slice(0, 2)).toEqual(["trim", "shrink-batches"]);
    const tales = events.filter(({ kind }) => kind === "throttled");
    expect(tales.map(({ text }) => text)).toEqual(["the kernel slows it down at 40.0 MB"]);
  });

  test("goes by the limits of the control group and what it cannot drop", async () => {
    const group = (currentMb: number, inactiveFileMb: number) => {
      const cgroup = ownCgroup("vpb-scanner", { currentMb, inactiveFileMb, highMb: 100 });
      reader.servicesNow = [processMemory("vpb-scanner", { rssMb: 500, cgroup })];
    };
    group(99, 40);
    const { actions } = startGuard();
    await clock.advance(minuteMs);
    expect(actions.done).toEqual([]);
    group(99, 1);
    await clock.advance(5 * secondMs);
    expect(actions.done).toEqual(["trim"]);
    await clock.advance(minuteMs);
    const entry = minutes()[0]?.entries.find(({ subject }) => subject === "vpb-scanner");
    expect(entry).toMatchObject({ metric: "working-set", chargedBytesMax: 99 * mb });
  });

  test("reads precisely where processes share pages and have no group each", async () => {
    use(20);
    startGuard();
    await clock.advance(10 * secondMs);
    expect(reader.wasPrecise.at(-1)).toBe(false);
    reader.servicesNow = [
      processMemory("api-server", { rssMb: 30, pid: 1 }),
      processMemory("vpb-scanner", { rssMb: 30, pid: 2 }),
    ];
    await clock.advance(10 * secondMs);
    expect(reader.wasPrecise.at(-1)).toBe(true);
  });

  test("keeps what a busy store does not take, and writes it later", async () => {
    let isBusy = true;
    const busy: MemoryStore = {
      recordMinute(minute) {
        if (isBusy) throw new Failure("store.busy", "busy");
        store.memory.recordMinute(minute);
      },
      recordEvent(event) {
        if (isBusy) throw new Failure("store.busy", "busy");
        store.memory.recordEvent(event);
      },
      history: (range) => store.memory.history(range),
      events: (range) => store.memory.events(range),
    };
    use(20);
    startGuard({ memory: busy });
    await clock.advance(3 * minuteMs);
    expect(minutes()).toHaveLength(0);
    isBusy = false;
    await clock.advance(minuteMs);
    expect(minutes()).toHaveLength(4);
    expect(store.memory.events({ fromTsMs: 0, limit: 9 })).toHaveLength(1);
  });

  test("acts though nothing of the machine can be read", async () => {
    reader.boxNow = {
      ...boxOf({ availableMb: 1 }),
      totalBytes: undefined,
      availableBytes: undefined,
    };
    use(54);
    const { actions } = startGuard();
    await clock.advance(secondMs);
    expect(actions.done).toEqual(["trim"]);
    await clock.advance(2 * minuteMs);
    expect(minutes()[0]?.entries.map(({ subject }) => subject)).toEqual(["l2t"]);
  });

  test("goes on when the clock is set back", async () => {
    use(54);
    const { actions } = startGuard();
    await clock.advance(10 * secondMs);
    expect(actions.done).toEqual(["trim"]);
    clock.jumpTo(clock.nowMs() - hourMs);
    await clock.advance(hourMs + minuteMs);
    expect(actions.done.slice(0, 2)).toEqual(["trim", "shrink-batches"]);
  });

  test("stopped, it leaves no timer and keeps the minute; it can start again", async () => {
    use(20);
    const { guard } = startGuard();
    await clock.advance(7 * secondMs);
    await guard.stop();
    expect(clock.sleeperCount).toBe(0);
    expect(minutes()).toHaveLength(1);
    guard.start();
    await clock.advance(minuteMs);
    expect(clock.sleeperCount).toBe(1);
    // What is left of the same minute takes the place of its beginning.
    expect(minutes()).toHaveLength(1);
    await guard.stop();
    await guard.stop();
    expect(clock.sleeperCount).toBe(0);
    expect(minutes()).toHaveLength(2);
  });
});
