import { afterEach, describe, expect, test } from "bun:test";
import { isRunning, SupervisedToys } from "../../../testing/supervised-toys.ts";
import { serviceNames } from "../../domain/service-name.ts";

let toys: SupervisedToys;
afterEach(() => toys.dispose());

const begin = (options: ConstructorParameters<typeof SupervisedToys>[0]) => {
  toys = new SupervisedToys(options);
  return toys;
};

async function gone(pids: readonly number[]): Promise<void> {
  const deadlineMs = performance.now() + 3_000;
  while (pids.some(isRunning) && performance.now() < deadlineMs) await Bun.sleep(20);
  expect(pids.filter(isRunning)).toEqual([]);
}

describe("six processes", () => {
  test("start in order, and end in reverse within five seconds without a trace", async () => {
    const { child } = begin({ speed: 1 });
    await toys.allReady();
    const began = toys.lines(/ \| (ready: |.* makes itself)/).map((line) => line.split(" ")[0]);
    const alone = ["api-server", "market-data-worker", "discord-bot"];
    expect(began.slice(0, 6)).toEqual(alone.flatMap((name) => [name, name]));
    expect(new Set(began.slice(6))).toEqual(new Set(serviceNames.slice(3)));
    const pids = toys.holders().map(({ pid }) => pid);
    expect(new Set(pids).size).toBe(6);
    const startedMs = performance.now();
    child.kill("SIGTERM");
    expect(await toys.ended).toBe(0);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    const asked = toys.lines(/asked to end/).map((line) => line.split(" ")[0]);
    expect(asked.slice(3)).toEqual(alone.toReversed());
    expect(toys.locks()).toEqual([]);
    await gone(pids);
  }, 30_000);

  test("of which one does not stop end within five seconds all the same", async () => {
    const { child } = begin({ speed: 1, habits: { "vpb-scanner": "slow", "api-server": "hang" } });
    await toys.allReady();
    const pids = toys.holders().map(({ pid }) => pid);
    await Bun.sleep(500);
    const startedMs = performance.now();
    child.kill("SIGTERM");
    expect(await toys.ended).toBe(0);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    await gone(pids);
  }, 30_000);

  test("come back one by one when they are killed", async () => {
    begin({ speed: 5 });
    await toys.allReady();
    for (const service of serviceNames) {
      const before = toys.pidOf(service);
      process.kill(before, "SIGKILL");
      await toys.seen(new RegExp(`^${service} \\| ended by SIGKILL; started again in 1 s`));
      await toys.seen(new RegExp(`^${service} \\| ready: `), 2);
      expect(toys.pidOf(service)).not.toBe(before);
    }
    expect(toys.locks()).toHaveLength(6);
  }, 60_000);

  test("leave nothing behind when their supervisor is killed, also hung or stopped", async () => {
    begin({ speed: 1, habits: { "vpb-scanner": "hang" } });
    await toys.allReady();
    const held = toys.holders();
    process.kill(toys.pidOf("macd-scanner"), "SIGSTOP");
    await Bun.sleep(500);
    toys.child.kill("SIGKILL");
    await toys.ended;
    await gone(held.map(({ pid }) => pid));
  }, 30_000);
});

describe("a process that goes wrong is started again:", () => {
  test("one that hangs, one that is stopped, one that gets nothing done", async () => {
    begin({ speed: 10, habits: { "vpb-scanner": "hang,calm", "discord-bot": "stuck,calm" } });
    await toys.allReady();
    const stopped = toys.pidOf("macd-scanner");
    process.kill(stopped, "SIGSTOP");
    for (const service of ["vpb-scanner", "macd-scanner", "discord-bot"]) {
      await toys.seen(new RegExp(`^${service} \\| no sign of life for 20 s: killed`));
      await toys.seen(new RegExp(`^${service} \\| ready: ${service} is calm`), 1);
    }
    expect(toys.pidOf("macd-scanner")).not.toBe(stopped);
    // The others were left alone.
    expect(toys.lines(/killed/)).toHaveLength(3);
  }, 60_000);

  test("one that uses more memory than it may, where no control group stops it", async () => {
    begin({ speed: 10, habits: { "vpb-scanner": "leak,calm" } });
    await toys.seen(/^vpb-scanner \| asked to end: it uses \d+ MB and may use \d+ MB/);
    await toys.seen(/^vpb-scanner \| ready: vpb-scanner is calm/);
  }, 60_000);

  test("one that breaks, and one that cannot start after longer and longer pauses", async () => {
    begin({ speed: 20, habits: { "vpb-scanner": "crash,calm", "api-server": "refuse" } });
    await toys.seen(/^vpb-scanner \| ended with code 70; started again in 1 s/);
    await toys.seen(/^vpb-scanner \| ready: vpb-scanner is calm/);
    for (const seconds of [1, 2, 4, 8, 16]) {
      const line = `^api-server \\| ended with code 71; started again in ${seconds} s`;
      await toys.seen(new RegExp(line));
    }
    expect(toys.lines(/cannot listen: api-server says no/).length).toBeGreaterThanOrEqual(5);
    // The others do not wait for it for ever.
    expect(toys.lines(/^macd-scanner \| ready/)).toHaveLength(1);
  }, 60_000);
});
