import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SystemFiles } from "../../ports/system-files.ts";
import { systemFilesBelow } from "./system-files.ts";

let root: string;
let files: SystemFiles;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "l2t-files-"));
  files = systemFilesBelow(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("a file is written with its mode, in folders that are made", () => {
  files.write("/etc/ours/secret.env", "a=1\n", { mode: 0o600 });
  expect(files.read("/etc/ours/secret.env")).toBe("a=1\n");
  expect(statSync(join(root, "etc/ours/secret.env")).mode & 0o777).toBe(0o600);
});

test("a link is replaced, and what it points to is left alone", () => {
  const elsewhere = join(root, "elsewhere");
  writeFileSync(elsewhere, "of others");
  symlinkSync(elsewhere, join(root, "ours"));
  files.write("/ours", "new", { mode: 0o644 });
  files.copy("/ours", "/copy");
  expect(readFileSync(elsewhere, "utf8")).toBe("of others");
  expect(files.read("/ours")).toBe("new");
});

test("nothing half-written stays behind", () => {
  files.write("/a", "1", { mode: 0o644 });
  expect(() => files.copy("/no/such/file", "/a")).toThrow(`"${join(root, "a")}`);
  expect(readdirSync(root)).toEqual(["a"]);
  expect(files.read("/a")).toBe("1");
});

test("files are the same when their bytes are", () => {
  const long = "x".repeat(3_000_000);
  files.write("/a", `${long}1`, { mode: 0o644 });
  files.write("/b", `${long}1`, { mode: 0o600 });
  files.write("/c", `${long}2`, { mode: 0o644 });
  expect(files.isSame("/a", "/b")).toBe(true);
  expect(files.isSame("/a", "/c")).toBe(false);
  expect(files.isSame("/a", "/missing")).toBe(false);
});

test("what is not there is undefined, empty, or removed without a word", () => {
  expect(files.read("/missing")).toBeUndefined();
  expect(files.bytes("/missing")).toBeUndefined();
  expect(files.list("/missing")).toEqual([]);
  files.remove("/missing");
});
