import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";
import { type MadeUpMachine, makeUpMachine } from "../../../testing/made-up-machine.ts";
import { backUp, restore } from "./backup.ts";

const dataDir = "/srv/data";
const database = `${dataDir}/market_cache.db`;
const nowTsMs = Date.UTC(2026, 0, 5, 14, 30);

let machine: MadeUpMachine;
beforeEach(() => {
  machine = makeUpMachine();
});
afterEach(() => machine.dispose());

test("a backup into a folder gets a name of its moment", async () => {
  machine.writeDatabase(database, ["a", "b"]);
  const { path } = await backUp(machine.deployment, { dataDir, to: "/backups", nowTsMs });
  expect(path).toBe("/backups/market_cache-20260105T143000Z.db");
  expect(machine.rowsOf(path)).toEqual(["a", "b"]);
});

test("a copy is open to nobody to whom the database is not", async () => {
  machine.writeDatabase(database, ["a"]);
  chmodSync(join(machine.root, database), 0o600);
  const { path } = await backUp(machine.deployment, { dataDir, to: "/backups", nowTsMs });
  expect(statSync(join(machine.root, path)).mode & 0o777).toBe(0o600);
});

test("a backup never overwrites another", async () => {
  machine.writeDatabase(database, ["a"]);
  const to = "/backups/monday.db";
  await backUp(machine.deployment, { dataDir, to, nowTsMs });
  expect(backUp(machine.deployment, { dataDir, to, nowTsMs })).rejects.toThrow("exists already");
});

test("a backup of nothing is a failure that says where it looked", () => {
  const wish = { dataDir, to: "/backups", nowTsMs };
  expect(backUp(machine.deployment, wish)).rejects.toThrow(`no database in "${dataDir}"`);
});

test("a restore puts the copy in place and keeps what was there", async () => {
  machine.writeDatabase(database, ["now"]);
  machine.writeDatabase("/backups/monday.db", ["monday"]);
  const { kept } = await restore(machine.deployment, { dataDir, from: "/backups/monday.db" });
  expect(machine.rowsOf(database)).toEqual(["monday"]);
  expect(machine.rowsOf(String(kept))).toEqual(["now"]);
});

test("a restore replaces a database that cannot be read any more", async () => {
  machine.deployment.files.write(database, "torn", { mode: 0o600 });
  machine.writeDatabase("/backups/monday.db", ["monday"]);
  await restore(machine.deployment, { dataDir, from: "/backups/monday.db" });
  expect(machine.rowsOf(database)).toEqual(["monday"]);
});

test("a restore of a file that is no database changes nothing", async () => {
  machine.writeDatabase(database, ["now"]);
  machine.deployment.files.write("/backups/torn.db", "torn", { mode: 0o600 });
  const work = restore(machine.deployment, { dataDir, from: "/backups/torn.db" });
  expect(work).rejects.toThrow("/backups/torn.db");
  await work.catch(() => undefined);
  expect(machine.rowsOf(database)).toEqual(["now"]);
});
