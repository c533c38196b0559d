import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { thrownBy } from "../../testing/contracts/store-harness.ts";
import { FakeClock } from "../../testing/fakes/fake-clock.ts";
import { makeHost, mountsOf, processOf, smallBox } from "../../testing/made-up-host.ts";
import { openSqliteStore } from "../adapters/stores/sqlite/store.ts";
import type { MemoryEvent } from "../ports/memory-store.ts";
import type { Store } from "../ports/store.ts";
import { WorkSize } from "../services/market-session/work-size.ts";
import { guardMemory } from "./guard-memory.ts";

let folder: string;
let store: Store;
let events: MemoryEvent[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-guard-"));
  store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [] });
  events = [];
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const wish = (clock: FakeClock, work = new WorkSize()) => ({
  ...{ store, clock, work, symbolCount: 500 },
  onEvent: (event: MemoryEvent) => void events.push(event),
});

/** A container of 961 MB or less in which this process is alone. */
function containerOf(facts: { readonly usedMb: number; readonly maxMb: number }) {
  const group = "sys/fs/cgroup/app";
  const files = (usedMb: number) => ({
    [`${group}/memory.current`]: `${usedMb * 2 ** 20}\n`,
    [`${group}/memory.stat`]: "inactive_file 0\n",
  });
  const host = makeHost({
    ...smallBox,
    ...mountsOf(2),
    ...processOf(41, { rssKb: 60_000, cgroup: "0::/app\n" }),
    ...files(facts.usedMb),
    [`${group}/cgroup.procs`]: "41\n",
    [`${group}/memory.max`]: `${facts.maxMb * 2 ** 20}\n`,
  });
  return { host, use: (usedMb: number) => host.write(files(usedMb)) };
}

test.skipIf(!existsSync("/proc/self/status"))("the own process is sampled and kept", async () => {
  const clock = new FakeClock();
  const guard = guardMemory(wish(clock));
  await clock.advance(61_000);
  await guard.stop();
  const range = { fromTsMs: 0, untilTsMs: Number.POSITIVE_INFINITY };
  const [minute] = store.memory.history({ step: "minute", ...range });
  const own = minute?.entries.find(({ subject }) => subject === "l2t");
  expect(own?.maxBytes).toBeGreaterThan(10 * 2 ** 20);
  // What follows depends on how large the process of the tests has grown.
  expect(events[0]?.kind).toBe("started");
});

test("near the limit of its container it collects garbage and works in smaller parts", async () => {
  const { host, use } = containerOf({ usedMb: 60, maxMb: 160 });
  const clock = new FakeClock();
  const work = new WorkSize();
  const usual = work.partSeries;
  const guard = guardMemory(wish(clock, work), { root: host.root, pid: 41 });
  await clock.advance(10_000);
  use(145);
  await clock.advance(20_000);
  expect(work.partSeries).toBeLessThan(usual);
  const steps = events.filter(({ kind }) => kind === "step").map(({ text }) => text);
  expect(steps).toHaveLength(2);
  expect(steps[0]).toMatch(/^trim: l2t uses 145 MB, 95 % of the 152 MB .*; gave back /);
  use(60);
  await clock.advance(70_000);
  expect(work.partSeries).toBe(usual);
  await guard.stop();
  host.dispose();
});

test("a container that is too small is refused at the start, with the numbers", () => {
  const { host } = containerOf({ usedMb: 10, maxMb: 24 });
  const start = () => guardMemory(wish(new FakeClock()), { root: host.root, pid: 41 });
  const failure = thrownBy(start);
  expect(failure).toMatchObject({ code: "config.invalid" });
  expect(String(failure)).toContain('"24.0 MB"');
  host.dispose();
});
