import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeClock } from "../../../testing/fakes/fake-clock.ts";
import { FakeSupervisorLink } from "../../../testing/fakes/fake-supervisor-link.ts";
import { type ToyHabit, ToyService } from "../../../testing/toy-service.ts";
import { LocalBus } from "../../adapters/bus/local/local-bus.ts";
import { openSqliteStore } from "../../adapters/stores/sqlite/store.ts";
import { Failure } from "../../base/failure.ts";
import type { ControlAction } from "../../domain/bus-event.ts";
import { type ProcessRole, type ServiceName, serviceNames } from "../../domain/service-name.ts";
import type { Store } from "../../ports/store.ts";
import type { ControlTarget } from "./running-services.ts";
import { ServiceRunner } from "./service-runner.ts";

let folder = "";
let store: Store;
let bus: LocalBus;
let clock: FakeClock;
let link: FakeSupervisorLink;
/** What services did and what the runner said, in their order. */
let log: string[];
let stop: AbortController;
const habits = new Map<ServiceName, ToyHabit>();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-runner-"));
  store = openSqliteStore({ path: join(folder, "market_cache.db"), tables: [] });
  clock = new FakeClock();
  bus = new LocalBus({ events: store.events, clock, wakePath: join(folder, "bus.wake") });
  link = new FakeSupervisorLink();
  log = [];
  stop = new AbortController();
  habits.clear();
});
afterEach(async () => {
  await bus.close();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

function run(role: ProcessRole): Promise<number> {
  const names = serviceNames.filter((name) => role === "l2t" || name === role);
  const runner = new ServiceRunner({
    ...{ role, names, store, bus, clock, link, pid: 4711 },
    make: async (name) => new ToyService(name, habits.get(name), log),
    collectGarbage: () => void log.push("collect"),
    onLine: (text) => void log.push(`: ${text}`),
  });
  return runner.run(stop.signal);
}

async function until(holds: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 5_000;
  while (!holds()) {
    if (performance.now() > deadlineMs) throw new Error(`it did not come; log:\n${log.join("\n")}`);
    await Bun.sleep(5);
  }
}

const ready = () => until(() => link.told.some((text) => text.startsWith("ready ")));
const control = (target: ControlTarget, action: ControlAction) =>
  bus.publish("control", { target, action, reason: "a test" });
const record = (role: ProcessRole) =>
  store.services.services().find(({ service }) => service === role);
const states = (role: ProcessRole) =>
  store.events.after(0, { topics: ["service"], limit: 99 }).flatMap((event) => {
    if (event.topic !== "service" || event.payload.service !== role) return [];
    return event.payload.state;
  });

describe("a service in a process of its own", () => {
  test("starts, beats, tells its states, and ends with 0 when it is asked to", async () => {
    const ended = run("vpb-scanner");
    await ready();
    const { heartbeatTsMs } = record("vpb-scanner") ?? {};
    expect(record("vpb-scanner")).toMatchObject({ pid: 4711, state: "ready", startCount: 1 });
    await clock.advance(5_000);
    expect(record("vpb-scanner")?.heartbeatTsMs).toBe((heartbeatTsMs ?? 0) + 5_000);
    expect(link.told.at(-1)).toBe("alive vpb-scanner is calm");
    stop.abort();
    expect(await ended).toBe(0);
    expect(states("vpb-scanner")).toEqual(["starting", "ready", "stopped"]);
    expect(record("vpb-scanner")).toMatchObject({ state: "stopped", text: "asked to stop" });
    expect(link.told.at(-1)).toBe("stopping asked to stop");
    expect(clock.sleeperCount).toBe(0);
  });

  test("obeys control events that are meant for it", async () => {
    const ended = run("vpb-scanner");
    await ready();
    await control("vpb-scanner", "pause");
    await control("scanners", "shrink");
    await control("macd-scanner", "resume");
    await control("all", "trim");
    await until(() => log.includes("collect"));
    expect(log.filter((line) => !line.startsWith(":"))).toEqual([
      ...["vpb-scanner start", "vpb-scanner pause", "vpb-scanner shrink", "vpb-scanner trim"],
      "collect",
    ]);
    stop.abort();
    await ended;
  });

  test("ends with 75 when it is asked to start anew", async () => {
    const ended = run("macd-scanner");
    await ready();
    await control("all", "restart");
    expect(await ended).toBe(75);
    expect(log).toContain("macd-scanner stop");
    expect(record("macd-scanner")?.text).toBe("asked to start anew");
  });

  test("obeys what was asked before its start and not taken back, but no restart", async () => {
    for (const action of ["shrink", "pause", "resume", "restart"] as const) {
      await control("scanners", action);
    }
    await control("vpb-scanner", "pause");
    const ended = run("macd-scanner");
    await ready();
    stop.abort();
    expect(await ended).toBe(0);
    expect(log.slice(0, 2)).toEqual(["macd-scanner start", "macd-scanner shrink"]);
    expect(log).not.toContain("macd-scanner pause");
  });

  test("ends when its supervisor is gone", async () => {
    const ended = run("vpb-scanner");
    await ready();
    link.lose();
    expect(await ended).toBe(0);
    expect(record("vpb-scanner")?.text).toBe("the supervisor is gone");
  });

  test("that cannot start undoes what it began, says why and throws it", async () => {
    habits.set("api-server", "refuse");
    await expect(run("api-server")).rejects.toMatchObject({ code: "host.unavailable" });
    await until(() => record("api-server")?.state === "failed");
    expect(record("api-server")?.text).toBe("cannot listen: api-server says no");
    expect(log).toEqual(["api-server start", "api-server stop"]);
    expect(link.told.some((text) => text.startsWith("ready"))).toBe(false);
  });

  test("that does not stop is left behind after some seconds, with an exit code", async () => {
    habits.set("vpb-scanner", "slow");
    const ended = run("vpb-scanner");
    await ready();
    stop.abort();
    await until(() => log.includes("vpb-scanner stop"));
    await clock.advance(4_000);
    expect(await ended).toBe(130);
    expect(log.at(-1)).toBe(": the services did not stop within 4 s");
  });

  test("that is busy and gets nothing done for a minute is kept alive no longer", async () => {
    habits.set("vpb-scanner", "stuck");
    const ended = run("vpb-scanner");
    await ready();
    await clock.advance(55_000);
    const fed = link.told.length;
    expect(link.told.at(-1)).toStartWith("alive ");
    await clock.advance(30_000);
    // One more beat at most, however they fall.
    expect(link.told.length).toBeLessThanOrEqual(fed + 1);
    expect(log.filter((line) => line.includes("got nothing done for 60 s"))).toHaveLength(1);
    stop.abort();
    await ended;
  });

  test("a clock that jumps a day ahead makes nothing hang", async () => {
    habits.set("vpb-scanner", "stuck");
    const ended = run("vpb-scanner");
    await ready();
    clock.jumpTo(clock.nowMs() + 86_400_000);
    const before = link.told.length;
    await clock.advance(5_000);
    expect(link.told.length).toBeGreaterThan(before);
    stop.abort();
    await ended;
  });
});

describe("all services in one process", () => {
  test("start in order, end in reverse, and have a record each beside that of all", async () => {
    const ended = run("l2t");
    await ready();
    expect(log).toEqual(serviceNames.map((name) => `${name} start`));
    for (const name of serviceNames) expect(record(name)?.state).toBe("ready");
    expect(record("l2t")).toMatchObject({ state: "ready", text: "6 services" });
    stop.abort();
    await ended;
    expect(log.slice(6)).toEqual(serviceNames.toReversed().map((name) => `${name} stop`));
  });

  test("are started anew in place, the others go on", async () => {
    const ended = run("l2t");
    await ready();
    await control("scanners", "restart");
    await until(() => log.filter((line) => line === "macd-scanner start").length === 2);
    expect(log).not.toContain("api-server stop");
    const collect = log.indexOf("collect");
    expect(log.slice(collect - 3, collect)).toEqual([
      ...["macd-scanner stop", "vpb-scanner stop", "ttm-squeeze-scanner stop"],
    ]);
    stop.abort();
    expect(await ended).toBe(0);
  });

  test("of which one cannot start anew all end, with its reason", async () => {
    const ended = run("l2t");
    await ready();
    habits.set("vpb-scanner", "refuse");
    await control("vpb-scanner", "restart");
    await expect(ended).rejects.toThrow("vpb-scanner says no");
    await until(() => log.includes("api-server stop"));
  });

  test("of which one cannot start the others end again", async () => {
    habits.set("discord-bot", "refuse");
    await expect(run("l2t")).rejects.toThrow("discord-bot says no");
    await until(() => log.includes("api-server stop"));
    expect(log).toEqual([
      ...["api-server start", "market-data-worker start", "discord-bot start"],
      ...["discord-bot stop", "market-data-worker stop", "api-server stop"],
    ]);
  });

  test("are degraded when one of them is, and its name is said", async () => {
    const make = new ToyService("vpb-scanner");
    make.state = "degraded";
    const runner = new ServiceRunner({
      ...{ role: "l2t", names: serviceNames, store, bus, clock, link, pid: 1 },
      make: async (name) => (name === "vpb-scanner" ? make : new ToyService(name)),
      collectGarbage: () => undefined,
      onLine: () => undefined,
    });
    const ended = runner.run(stop.signal);
    await ready();
    expect(record("l2t")).toMatchObject({ state: "degraded" });
    expect(record("l2t")?.text).toBe("vpb-scanner: vpb-scanner is calm");
    stop.abort();
    await ended;
  });
});

test("a store that cannot be written does not end the work; that is said once", async () => {
  const { services } = store;
  const failing = {
    recordStart: services.recordStart.bind(services),
    services: services.services.bind(services),
    recordHeartbeat: () => {
      throw new Failure("store.unavailable", "the disk is full");
    },
  };
  const runner = new ServiceRunner({
    ...{ role: "vpb-scanner", names: ["vpb-scanner"], bus, clock, link, pid: 1 },
    store: { services: failing, events: store.events, releaseCaches: () => undefined },
    make: async (name) => new ToyService(name, "calm", log),
    collectGarbage: () => undefined,
    onLine: (text) => void log.push(`: ${text}`),
  });
  const ended = runner.run(stop.signal);
  await ready();
  await clock.advance(20_000);
  expect(link.told.filter((text) => text.startsWith("alive ")).length).toBeGreaterThan(3);
  stop.abort();
  expect(await ended).toBe(0);
  expect(log.filter((line) => line === ": the disk is full")).toHaveLength(1);
});
