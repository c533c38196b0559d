import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../../base/failure.ts";
import { lockFolder } from "./instance-lock.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return error.code;
    throw error;
  }
  return "none";
}

test("a folder has one owner at a time, named in the refusal", () => {
  const lock = lockFolder(folder, "up.lock");
  expect(codeOf(() => lockFolder(folder, "up.lock"))).toBe("host.unavailable");
  expect(() => lockFolder(folder, "up.lock")).toThrow(`process ${process.pid}`);
  lock.release();
  lockFolder(folder, "up.lock").release();
});

test("the lock of a process that has died is taken over", () => {
  const dead = Bun.spawnSync(["true"]).pid;
  writeFileSync(join(folder, "up.lock"), `${dead}\n`);
  lockFolder(folder, "up.lock").release();
});

test.skipIf(process.platform !== "linux")(
  "so is that of a process whose id another one has now",
  () => {
    writeFileSync(join(folder, "up.lock"), `${process.pid} 1\n`);
    const lock = lockFolder(folder, "up.lock");
    expect(readFileSync(join(folder, "up.lock"), "utf8")).not.toBe(`${process.pid} 1\n`);
    lock.release();
  },
);

test("a damaged lock names nobody", () => {
  writeFileSync(join(folder, "up.lock"), "");
  lockFolder(folder, "up.lock").release();
});

test("a folder that is missing is made, one that cannot be made is a failure", () => {
  lockFolder(join(folder, "a/b"), "up.lock").release();
  writeFileSync(join(folder, "file"), "");
  expect(codeOf(() => lockFolder(join(folder, "file/x"), "up.lock"))).toBe("store.unavailable");
});
