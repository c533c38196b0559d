import { expect, test } from "bun:test";
import { BugError } from "../../base/assert.ts";
import { ProcessMemoryActions } from "./process-memory-actions.ts";

function actionsWith(batchCount: number) {
  const done: string[] = [];
  const batch = {
    shrink: () => void done.push("shrink"),
    restore: () => void done.push("restore"),
  };
  const actions = new ProcessMemoryActions({
    collectGarbage: () => void done.push("collect"),
    trims: [() => void done.push("trim a"), () => void done.push("trim b")],
    batches: Array.from({ length: batchCount }, () => batch),
  });
  return { actions, done };
}

test("caches are dropped before garbage is collected, for they become garbage", async () => {
  const { actions, done } = actionsWith(1);
  await actions.take("trim");
  expect(done).toEqual(["trim a", "trim b", "collect"]);
});

test("batches are shrunk, and restored when that is taken back", async () => {
  const { actions, done } = actionsWith(2);
  await actions.take("shrink-batches");
  await actions.undo("shrink-batches");
  expect(done).toEqual(["shrink", "shrink", "restore", "restore"]);
});

test("a process with nothing to shrink does not offer to", () => {
  expect(actionsWith(0).actions.steps).toEqual(["trim"]);
  expect(actionsWith(1).actions.steps).toEqual(["trim", "shrink-batches"]);
});

test("a process does not restart others", async () => {
  const failure = await actionsWith(1)
    .actions.take("restart-all")
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(BugError);
});

test("what a real collection gives back is told in bytes", async () => {
  // Held by this one reference only, which the trim lets go of.
  let held: Uint8Array[] = Array.from({ length: 40 }, () => new Uint8Array(2 ** 20).fill(1));
  const letGo = () => {
    held = [];
  };
  const actions = new ProcessMemoryActions({
    collectGarbage: () => Bun.gc(true),
    trims: [letGo],
    batches: [],
  });
  expect(held).toHaveLength(40);
  expect(await actions.take("trim")).toBeGreaterThan(20 * 2 ** 20);
});
