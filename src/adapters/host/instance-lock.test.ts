import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../../base/failure.ts";
import { lockFolder, lockRoles } from "./instance-lock.ts";

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
  const refusal = `process ${process.pid}, since ${new Date().toISOString().slice(0, 10)} `;
  expect(() => lockFolder(folder, "up.lock")).toThrow(refusal);
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

test("of several roles all are held or none", () => {
  const scanner = lockFolder(folder, "vpb-scanner.lock");
  const all = () => lockRoles(folder, ["l2t", "api-server", "vpb-scanner"]);
  expect(all).toThrow("runs the vpb-scanner");
  expect(readdirSync(folder)).toEqual(["vpb-scanner.lock"]);
  scanner.release();
  all().release();
  expect(readdirSync(folder)).toEqual([]);
});

test("a lock that someone else took after all is not released", () => {
  const lock = lockFolder(folder, "up.lock");
  writeFileSync(join(folder, "up.lock"), "1 1\n");
  lock.release();
  expect(readdirSync(folder)).toEqual(["up.lock"]);
});

describe("of many processes that ask at once", () => {
  const claimer = join(import.meta.dir, "../../../testing/lock-claimer.ts");
  const dead = Bun.spawnSync(["true"]).pid;
  test.each([
    ["a folder without a lock", null],
    ["the lock of a process that has died", `${dead} 1 x\n`],
    ["a damaged lock", "half a li"],
  ])(
    "one gets %s",
    async (_, before) => {
      if (before !== null) writeFileSync(join(folder, "up.lock"), before);
      // All begin at the same moment, whatever their start took.
      const goTsMs = String(Date.now() + 700);
      const line = [process.execPath, claimer, folder, "up.lock", goTsMs];
      const children = Array.from({ length: 12 }, () => Bun.spawn(line, { stdout: "pipe" }));
      const said = await Promise.all(children.map(({ stdout }) => new Response(stdout).text()));
      const results = said.map((text) => text.trim()).sort();
      expect(results).toEqual([...Array(11).fill("host.unavailable"), "mine"]);
      // The winner ended without releasing; nothing else was left.
      expect(readdirSync(folder)).toEqual(["up.lock"]);
    },
    60_000,
  );
});

test("a damaged lock names nobody", () => {
  writeFileSync(join(folder, "up.lock"), "");
  lockFolder(folder, "up.lock").release();
});

test("a folder that is missing is made, one that cannot be made is a failure", () => {
  lockFolder(join(folder, "a/b"), "up.lock").release();
  writeFileSync(join(folder, "file"), "");
  expect(codeOf(() => lockFolder(join(folder, "file/x"), "up.lock"))).toBe("store.unavailable");
});
