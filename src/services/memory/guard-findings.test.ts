import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { ownCgroup, processMemory } from "../../../testing/fakes/fake-memory-reader.ts";
import { type GuardHarness, makeGuardHarness } from "../../../testing/guard-harness.ts";
import { serviceNames } from "../../domain/service-name.ts";

const secondMs = 1_000;
const minuteMs = 60_000;

let harness: GuardHarness;
beforeEach(() => {
  harness = makeGuardHarness();
});
afterEach(() => harness.dispose());

describe("the memory guard", () => {
  test("finds a slow leak, and tells when it is over", async () => {
    harness.start();
    let usedMb = 20;
    for (let minute = 0; minute < 180; minute++) {
      usedMb += 5 / 60;
      harness.use(usedMb);
      await harness.clock.advance(minuteMs);
    }
    const leaks = () => harness.events.filter(({ kind }) => kind.startsWith("leak"));
    expect(leaks()).toHaveLength(1);
    expect(leaks()[0]?.text).toMatch(/^grows by 5\.0 MB an hour .*; meets its limit in about 6 h$/);
    for (let minute = 0; minute < 480; minute++) {
      harness.use(usedMb);
      await harness.clock.advance(minuteMs);
    }
    expect(leaks().map(({ kind }) => kind)).toEqual(["leak", "leak-over"]);
  });

  test("counts a kill in the slice once, though the service began anew", async () => {
    const six = (sliceKills: number, pid: number) => {
      harness.reader.servicesNow = serviceNames.map((service, at) =>
        processMemory(service, {
          rssMb: 30,
          pid: pid + at,
          cgroup: ownCgroup(service, { currentMb: 30, sliceKills }),
        }),
      );
    };
    six(2, 100);
    harness.start();
    await harness.clock.advance(30 * secondMs);
    six(3, 200);
    await harness.clock.advance(30 * secondMs);
    const kills = harness.events.filter(({ kind }) => kind === "oom-kill");
    expect(kills.map(({ subject, text }) => [subject, text])).toEqual([
      [undefined, "the kernel killed a process for want of memory (3 in all)"],
    ]);
  });

  test("acts at once on a throttled service, and tells of it now and then", async () => {
    let highCount = 5;
    let fileCacheMb = 30;
    const throttle = () => {
      const cgroup = ownCgroup("vpb-scanner", { currentMb: 60, fileCacheMb, highCount });
      harness.reader.servicesNow = [processMemory("vpb-scanner", { rssMb: 40, cgroup })];
    };
    throttle();
    const { actions } = harness.start();
    await harness.clock.advance(20 * secondMs);
    expect(actions.done).toEqual([]);
    // What drops file pages at its limit lacks nothing.
    highCount += 40;
    throttle();
    await harness.clock.advance(20 * secondMs);
    expect(actions.done).toEqual([]);
    fileCacheMb = 12;
    for (let second = 0; second < 300; second++) {
      highCount += 40;
      throttle();
      await harness.clock.advance(secondMs);
    }
    expect(actions.done.slice(0, 2)).toEqual(["trim", "shrink-batches"]);
    const tales = harness.events.filter(({ kind }) => kind === "throttled");
    expect(tales.map(({ text }) => text)).toEqual(["the kernel slows it down at 48.0 MB"]);
  });
});
