import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { type Bus, batchMax } from "../../src/ports/bus.ts";
import { preciseNowMs } from "./bus-child.ts";
import { BusChild, type BusHarness, Listener, publishNames } from "./bus-harness.ts";

/** Wake-ups that are measured, and the pause between them. */
const wakeUps = 60;
const wakePauseMs = 15;
/** What a machine that is busy with other things may take; the target is 50 ms. */
const wakeMsMax = 1_000;

/** How many names a consumer has told of when it is killed. */
const killsAfter = [1, 40, 3, 150, 20];

export function checkBusProcesses(create: () => BusHarness): void {
  describe("processes", () => {
    let harness: BusHarness;
    let bus: Bus;
    let children: BusChild[];
    beforeEach(() => {
      harness = create();
      bus = harness.open();
      children = [];
    });
    afterEach(async () => {
      for (const child of children) await child.kill();
      await harness.dispose();
    });

    const start = async (...args: readonly string[]): Promise<BusChild> => {
      const child = new BusChild(harness, ...args);
      children.push(child);
      await child.ready();
      return child;
    };
    const kill = async (child: BusChild): Promise<void> => {
      children.splice(children.indexOf(child), 1);
      await child.kill();
    };

    test("another process is woken by a single event", async () => {
      const child = await start("echo");
      const latenciesMs: number[] = [];
      for (let at = 0; at < wakeUps; at++) {
        await Bun.sleep(wakePauseMs);
        const publishedTsMs = preciseNowMs();
        await bus.publish("watchlist.changed", { name: `n${at}` });
        await child.sees(at + 1);
        latenciesMs.push((child.seen[at]?.arrivedTsMs ?? Number.NaN) - publishedTsMs);
      }
      showLatencies("one event", latenciesMs);
      expect(Math.max(...latenciesMs)).toBeLessThan(wakeMsMax);
    });

    test("another process is woken by the first of many events", async () => {
      const child = await start("echo");
      const firstMs: number[] = [];
      const lastMs: number[] = [];
      const burst = 2 * batchMax;
      for (let round = 0; round < 5; round++) {
        await Bun.sleep(wakePauseMs);
        const publishedTsMs: number[] = [];
        const publishing = Array.from({ length: burst }, (_, at) => {
          publishedTsMs.push(preciseNowMs());
          return bus.publish("watchlist.changed", { name: `r${round}:${at}` });
        });
        await Promise.all(publishing);
        await child.sees((round + 1) * burst);
        const arrived = child.seen.slice(round * burst);
        const latencies = arrived.map(
          ({ arrivedTsMs }, at) => arrivedTsMs - (publishedTsMs[at] ?? Number.NaN),
        );
        firstMs.push(latencies[0] ?? Number.NaN);
        lastMs.push(latencies[burst - 1] ?? Number.NaN);
      }
      showLatencies(`the first of ${burst} events`, firstMs);
      showLatencies(`the last of ${burst} events`, lastMs);
      expect(Math.max(...lastMs)).toBeLessThan(wakeMsMax);
      expect(new Set(child.names).size).toBe(5 * burst);
    });

    test("a consumer that dies before it has finished gets its events again", async () => {
      const stalled = await start("stall", "c", "3");
      const names = await publishNames(bus, "n", 5);
      await stalled.sees(3);
      await kill(stalled);
      expect(stalled.names).toEqual(names.slice(0, 3));
      const again = await start("consume", "c");
      await again.sees(5);
      // It began with a batch that was not finished, and so with no later name than the third.
      const from = names.indexOf(again.names[0] ?? "");
      expect(from).toBeLessThanOrEqual(2);
      expect(again.names).toEqual(names.slice(from));
    });

    test("kills at any moment lose nothing and keep the order", async () => {
      const names: string[] = [];
      const told = new Set<string>();
      let isPublishing = true;
      let child = await start("consume", "c");
      const publishing = (async () => {
        while (isPublishing) {
          names.push(...(await publishNames(bus, `${names.length}-`, 7)));
          await Bun.sleep(1);
        }
      })();
      for (const count of killsAfter) {
        await child.sees(count);
        await kill(child);
        expectRun(child.names, { names, told });
        child = await start("consume", "c");
      }
      isPublishing = false;
      await publishing;
      const last = names.at(-1) ?? "";
      while (!child.names.includes(last)) await Bun.sleep(1);
      expectRun(child.names, { names, told });
      expect(told.size).toBe(names.length);
    });

    test("a process that has closed its bus ends by itself", async () => {
      await new BusChild(harness, "meet").ended();
    });

    test("what processes publish at once comes whole, each one's events in order", async () => {
      const listener = new Listener(bus, { consumer: "c" });
      const labels = ["p", "q", "r"];
      const publishers = labels.map((label) => new BusChild(harness, "publish", label, "200"));
      await Promise.all(publishers.map((publisher) => publisher.ended()));
      await listener.sees(600);
      for (const label of labels) {
        const own = listener.names.filter((name) => name.startsWith(label));
        expect(own).toEqual(Array.from({ length: 200 }, (_, at) => `${label}:${at}`));
      }
      expect(listener.events).toHaveLength(600);
    });
  });
}

/** A run of a consumer goes on where the ones before ended, or earlier, and leaves nothing out. */
function expectRun(
  run: readonly string[],
  before: { readonly names: readonly string[]; readonly told: Set<string> },
): void {
  const from = before.names.indexOf(run[0] ?? "");
  expect(from).toBeLessThanOrEqual(before.told.size);
  expect(run).toEqual(before.names.slice(from, from + run.length));
  for (const name of run) before.told.add(name);
}

function showLatencies(what: string, latenciesMs: readonly number[]): void {
  const sorted = [...latenciesMs].sort((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const max = sorted.at(-1) ?? Number.NaN;
  const text = `median ${median.toFixed(1)} ms, max ${max.toFixed(1)} ms (target 50 ms)`;
  console.info(`wake-up of another process by ${what}: ${text}`);
}
