import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { Failure } from "../../base/failure.ts";
import { findInput } from "./find-input.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-find-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const stdin = Readable.from([]);

async function names(path: string): Promise<string[]> {
  return (await findInput(path, { stdin })).map(({ name }) => name);
}

async function failure(path: string): Promise<[string, string]> {
  try {
    await findInput(path, { stdin });
  } catch (error) {
    if (error instanceof Failure) return [error.code, error.message];
  }
  throw new Error("nothing failed");
}

function put(...path: string[]): string {
  const file = join(folder, ...path);
  writeFileSync(file, "x");
  return file;
}

test("a file is itself, with the size it has on disk", async () => {
  const [file] = await findInput(put("bars.txt"), { stdin });
  expect(file).toMatchObject({ name: "bars.txt", label: join(folder, "bars.txt"), storedBytes: 1 });
});

test("a folder is its tables by name, without hidden files, others and subfolders", async () => {
  for (const name of ["b.csv", "a.csv.gz", "C.TSV", "._b.csv", "notes.md", "b.csv.bak"]) put(name);
  mkdirSync(join(folder, "sub.csv"));
  put("sub.csv", "deep.csv");
  symlinkSync(join(folder, "b.csv"), join(folder, "link.csv"));
  expect(await names(folder)).toEqual(["C.TSV", "a.csv.gz", "b.csv", "link.csv"]);
});

test("a dash is standard input, of unknown size", async () => {
  const [file] = await findInput("-", { stdin });
  expect(file).toMatchObject({ label: "stdin", name: "stdin", storedBytes: null });
  expect(await file?.fingerprint()).toBeNull();
});

test("what is not there fails with its name and a way out", async () => {
  const missing = join(folder, "no.csv");
  expect(await failure(missing)).toEqual([
    "input.missing",
    `"${missing}" does not exist; check the path`,
  ]);
  expect(await failure(folder)).toEqual([
    "input.missing",
    `"${folder}" has no .csv or .csv.gz file in it`,
  ]);
  expect((await failure(join(put("file"), "below.csv")))[0]).toBe("input.missing");
});
