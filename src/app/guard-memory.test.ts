import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { thrownBy } from "../../testing/contracts/store-harness.ts";
import { FakeClock } from "../../testing/fakes/fake-clock.ts";
import { makeHost, mountsOf, processOf, smallBox } from "../../testing/made-up-host.ts";
import { LocalBus } from "../adapters/bus/local/local-bus.ts";
import { openSqliteStore } from "../adapters/stores/sqlite/store.ts";
import type { ProcessRole } from "../domain/service-name.ts";
import type { MemoryEvent } from "../ports/memory-store.ts";
import type { Store } from "../ports/store.ts";
import type { ServicesPlan } from "../surfaces/cli/services-plan.ts";
import { assertRoom, type GuardHost, guardMemory } from "./guard-memory.ts";

let folder: string;
let store: Store;
let bus: LocalBus;
let clock: FakeClock;
let events: MemoryEvent[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-guard-"));
  store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [] });
  clock = new FakeClock();
  bus = new LocalBus({ events: store.events, clock, wakePath: join(folder, "bus.wake") });
  events = [];
});
afterEach(async () => {
  await bus.close();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const planOf = (): ServicesPlan => ({
  ...{ dataDir: folder, host: "127.0.0.1", port: 0, version: "1" },
  api: { accessLog: false, corsOrigin: [], trustLoopback: false, requestsPerMinute: 0 },
  live: null,
  demo: { symbols: 500, speed: 60, seed: 1 },
});
const begin = (role: ProcessRole, host?: GuardHost) => {
  const onEvent = (event: MemoryEvent) => void events.push(event);
  return guardMemory({ store, bus, clock }, { role, plan: planOf(), onEvent }, host);
};
const orders = () =>
  store.events
    .after(0, { topics: ["control"], limit: 99 })
    .flatMap(({ topic, payload }) =>
      topic === "control" ? `${payload.target} ${payload.action}` : [],
    );

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
  const guard = await begin("l2t");
  await clock.advance(61_000);
  await guard.stop();
  const range = { fromTsMs: 0, untilTsMs: Number.POSITIVE_INFINITY };
  const [minute] = store.memory.history({ step: "minute", ...range });
  const own = minute?.entries.find(({ subject }) => subject === "l2t");
  expect(own?.maxBytes).toBeGreaterThan(10 * 2 ** 20);
  // What follows depends on how large the process of the tests has grown.
  expect(events[0]?.kind).toBe("started");
  const [told] = store.events.after(0, { topics: ["memory"], limit: 9 });
  expect(told?.payload).toMatchObject({ kind: "started", subject: "l2t" });
});

test("near the limit of its container it asks for less and takes that back", async () => {
  const { host, use } = containerOf({ usedMb: 60, maxMb: 160 });
  const guard = await begin("l2t", { root: host.root, pid: 41 });
  await clock.advance(10_000);
  use(145);
  await clock.advance(60_000);
  expect(orders()).toEqual(["all trim", "all shrink", "scanners pause"]);
  const steps = events.filter(({ kind }) => kind === "step").map(({ text }) => text);
  expect(steps[0]).toMatch(/^trim: l2t uses 145 MB, 95 % of the 152 MB .*; gave back /);
  use(60);
  await clock.advance(140_000);
  expect(orders().slice(3)).toEqual(["scanners resume", "all restore"]);
  expect(events.at(-1)?.kind).toBe("calm");
  await guard.stop();
  host.dispose();
});

test("takes back what a guard that was killed had asked for", async () => {
  await bus.publish("control", { target: "scanners", action: "pause", reason: "memory" });
  const guard = await begin("api-server");
  expect(orders()).toEqual(["scanners pause", "all restore", "scanners resume"]);
  await guard.stop();
  const again = await begin("api-server");
  expect(orders()).toHaveLength(3);
  await again.stop();
});

test("a container that is too small is refused at the start, with the numbers", () => {
  const { host } = containerOf({ usedMb: 10, maxMb: 24 });
  const wish = { role: "l2t", plan: planOf() } as const;
  const failure = thrownBy(() => assertRoom(store, wish, { root: host.root, pid: 41 }));
  expect(failure).toMatchObject({ code: "config.invalid" });
  expect(String(failure)).toContain('"24.0 MB"');
  host.dispose();
});
