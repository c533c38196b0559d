import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, renameSync, rmSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { until } from "../../../../testing/contracts/bus-harness.ts";
import { openFiles } from "../../../../testing/open-files.ts";
import { WakeFile } from "./wake-file.ts";

setDefaultTimeout(60_000);

let folder: string;
let path: string;
let watching: WakeFile[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-wake-"));
  path = join(folder, "bus.wake");
  watching = [];
});
afterEach(() => {
  for (const file of watching) file.unwatch();
  rmSync(folder, { recursive: true, force: true });
});

/** Watches the file and counts how often it was woken. */
function sleeper(): { readonly file: WakeFile; wakes: number } {
  const state = { file: new WakeFile(path), wakes: 0 };
  state.file.watch(() => {
    state.wakes += 1;
  });
  watching.push(state.file);
  return state;
}

/** Whether a touch of another process wakes it before it would look by itself. */
async function expectWake(state: { wakes: number }): Promise<void> {
  const before = state.wakes;
  new WakeFile(path).touch();
  await until(() => state.wakes > before, "the wake-up");
}

/** Time in which what was told before has come. */
const settleMs = 60;

test("a touch wakes all who watch, though there was no file", async () => {
  const sleepers = [sleeper(), sleeper()];
  for (const state of sleepers) await expectWake(state);
});

test("a touch makes the file that is missing, and it never grows", () => {
  const file = new WakeFile(path);
  for (let round = 0; round < 100; round++) {
    file.touch();
    file.flush();
  }
  expect(statSync(path).size).toBe(1);
});

test("touches in quick succession become a few", async () => {
  const state = sleeper();
  const file = new WakeFile(path);
  for (let round = 0; round < 1_000; round++) file.touch();
  await until(() => state.wakes > 0, "the wake-up");
  await Bun.sleep(settleMs);
  expect(state.wakes).toBeLessThan(20);
});

test("a touch right after that of another process wakes as well", async () => {
  const state = sleeper();
  const files = [new WakeFile(path), new WakeFile(path)] as const;
  for (let round = 0; round < 24; round++) {
    await Bun.sleep(settleMs);
    const first = state.wakes;
    files[0].touch();
    while (state.wakes === first) await nextTurn();
    // The runtime has told of the first and may keep quiet about the second.
    const before = state.wakes;
    files[1].touch();
    await until(() => state.wakes > before, "the second wake-up");
  }
});

test("a file that is removed or replaced goes on waking", async () => {
  const state = sleeper();
  await expectWake(state);
  unlinkSync(path);
  await Bun.sleep(settleMs);
  await expectWake(state);
  writeFileSync(join(folder, "other"), "another file");
  renameSync(join(folder, "other"), path);
  await Bun.sleep(settleMs);
  await expectWake(state);
});

test("a folder that comes back is found at the next check", async () => {
  const state = sleeper();
  rmSync(folder, { recursive: true });
  new WakeFile(path).touch();
  await Bun.sleep(settleMs);
  state.file.check();
  const again = mkdtempSync(join(tmpdir(), "l2t-wake-"));
  renameSync(again, folder);
  state.file.check();
  await Bun.sleep(settleMs);
  await expectWake(state);
});

test("nobody is woken after the watch has ended, and no file stays open", async () => {
  const once = async () => {
    const state = sleeper();
    await expectWake(state);
    state.file.unwatch();
    const before = state.wakes;
    new WakeFile(path).touch();
    return () => expect(state.wakes).toBe(before);
  };
  const first = await once();
  const before = openFiles();
  const checks = [first];
  for (let round = 0; round < 30; round++) checks.push(await once());
  await Bun.sleep(settleMs);
  for (const check of checks) check();
  expect(openFiles()).toBeLessThanOrEqual(before);
});
