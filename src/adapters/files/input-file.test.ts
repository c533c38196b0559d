import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { constants, gunzipSync, gzipSync } from "node:zlib";
import { Failure } from "../../base/failure.ts";
import type { InputFile } from "../../ports/input-file.ts";
import { findInput } from "./find-input.ts";
import { PipeFile } from "./input-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-input-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function fileOf(content: string | Uint8Array, name = "bars.csv"): Promise<InputFile> {
  const path = join(folder, name);
  writeFileSync(path, content);
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  const [file] = await findInput(path, { stdin: Readable.from([]) });
  if (!file) throw new Error("no file");
  return file;
}

/** The content, the bytes that the last chunk was said to have taken, and how it ended. */
async function readAll(file: InputFile, signal?: AbortSignal) {
  const pieces: Uint8Array[] = [];
  let storedBytesRead = 0;
  let failure: Failure | null = null;
  try {
    for await (const chunk of file.read(signal)) {
      expect(chunk.storedBytesRead).toBeGreaterThanOrEqual(storedBytesRead);
      storedBytesRead = chunk.storedBytesRead;
      pieces.push(chunk.bytes.slice());
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    failure = error;
  }
  return { content: Buffer.concat(pieces), storedBytesRead, failure };
}

/** Text that does not compress to nothing. */
function longText(bytes: number): Buffer {
  const content = Buffer.alloc(bytes);
  for (let i = 0; i < bytes; i++) content[i] = 32 + ((i * i + (i >> 7)) % 90);
  return content;
}

test("plain and packed files of any size read as their content, more than once", async () => {
  for (const size of [0, 1, 2, 131_072, 131_073, 1_000_000]) {
    const content = longText(size);
    const packed = gzipSync(content);
    const plain = await fileOf(content);
    const zipped = await fileOf(packed, "bars.csv.gz");
    for (const [file, stored] of [
      [plain, content],
      [zipped, packed],
      [zipped, packed],
    ] as const) {
      const read = await readAll(file);
      expect([size, read.failure, read.content.equals(content)]).toEqual([size, null, true]);
      if (size > 0) expect(read.storedBytesRead).toBe(stored.length);
    }
  }
});

test("gzip is known by its content, not by its name", async () => {
  const packed = await fileOf(gzipSync("packed"), "bars.csv");
  expect(String((await readAll(packed)).content)).toBe("packed");
  const plain = await fileOf("plain", "bars.csv.gz");
  expect(String((await readAll(plain)).content)).toBe("plain");
});

test("several packed members in one file read one after another", async () => {
  const file = await fileOf(Buffer.concat([gzipSync("one\n"), gzipSync("two\n")]));
  expect(String((await readAll(file)).content)).toBe("one\ntwo\n");
});

test("packed data that is cut short gives what was whole, and fails", async () => {
  const content = longText(600_000);
  const packed = gzipSync(content);
  const half = packed.subarray(0, packed.length / 2);
  const { content: whole, failure } = await readAll(await fileOf(half, "bars.csv.gz"));
  expect(failure?.code).toBe("input.invalid");
  expect(failure?.message).toContain('bars.csv.gz" is cut short: its gzip data has no end');
  const decodable = gunzipSync(half, { finishFlush: constants.Z_SYNC_FLUSH });
  expect(whole.equals(decodable)).toBe(true);
});

test("packed data that is damaged fails", async () => {
  const packed = gzipSync(longText(300_000));
  packed[packed.length - 6] = (packed[packed.length - 6] as number) ^ 0xff;
  const { failure } = await readAll(await fileOf(packed, "bars.csv.gz"));
  expect(failure?.message).toContain("is damaged");
});

test("a small file that unpacks to a large one comes in small pieces", async () => {
  const file = await fileOf(gzipSync(Buffer.alloc(64 * 1_024 * 1_024)), "bomb.csv.gz");
  let total = 0;
  for await (const { bytes } of file.read()) {
    expect(bytes.length).toBeLessThanOrEqual(131_072);
    total += bytes.length;
  }
  expect(total).toBe(64 * 1_024 * 1_024);
});

test("a single flipped bit gives not one row, wherever it is", async () => {
  const packed = gzipSync(longText(200_000));
  // Behind the header of ten bytes, which holds a time and a name that no one reads.
  for (let at = 12; at < packed.length; at += 997) {
    const damaged = Buffer.from(packed);
    damaged[at] = (damaged[at] as number) ^ 4;
    const { content, failure } = await readAll(await fileOf(damaged, "bars.csv.gz"));
    expect([at, failure?.code, content.length]).toEqual([at, "input.invalid", 0]);
  }
});

test("a reader that stops early leaves nothing open", async () => {
  const file = await fileOf(gzipSync(longText(2_000_000)), "bars.csv.gz");
  for (let i = 0; i < 3_000; i++) {
    for await (const _ of file.read()) break;
  }
});

test("the fingerprint tells content, size and time apart", async () => {
  const content = longText(200_000);
  const prints = new Set<string | null>();
  const add = async (file: InputFile) => prints.add(await file.fingerprint());
  await add(await fileOf(content));
  await add(await fileOf(content, "other-name.csv"));
  expect(prints.size).toBe(1);
  await add(await fileOf(content.subarray(1)));
  for (const at of [0, content.length - 1]) {
    const changed = Buffer.from(content);
    changed[at] = (changed[at] as number) ^ 1;
    await add(await fileOf(changed));
  }
  const touched = await fileOf(content);
  utimesSync(touched.label, 1_700_000_001, 1_700_000_001);
  const [later] = await findInput(touched.label, { stdin: Readable.from([]) });
  if (later) await add(later);
  expect(prints.size).toBe(5);
});

test("a file that is gone by the time it is read fails as missing", async () => {
  const file = await fileOf("x");
  rmSync(file.label);
  expect((await readAll(file)).failure?.code).toBe("input.missing");
  await expect(file.fingerprint()).rejects.toThrow("does not exist");
});

test("a file without permission says so", async () => {
  const file = await fileOf("x");
  chmodSync(file.label, 0o000);
  const isRoot = process.getuid?.() === 0;
  const { failure } = await readAll(file);
  // The superuser may read everything.
  expect(failure?.message.includes("may not be read") ?? false).toBe(!isRoot);
});

test("a pipe is read in whatever pieces it comes, packed or not", async () => {
  const packed = gzipSync("packed text");
  for (const content of [packed, Buffer.from("plain text")]) {
    const bytes = Array.from(content, (byte) => Uint8Array.of(byte));
    const pipe = new PipeFile("stdin", () => Readable.from(bytes));
    const { content: read, storedBytesRead } = await readAll(pipe);
    expect(String(read)).toEndWith(" text");
    // The text is complete before the checksum at the end of packed data is.
    expect(storedBytesRead).toBeGreaterThan(content.length - 20);
  }
});

test("an abort ends the wait for a pipe that says nothing", async () => {
  const silent = new PassThrough();
  silent.write("symbol,date");
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 20);
  const { content, failure } = await readAll(new PipeFile("stdin", () => silent), stop.signal);
  expect([String(content), failure]).toEqual(["symbol,date", null]);
  expect(silent.destroyed).toBe(true);
});

test("an aborted reading hands over nothing", async () => {
  const file = await fileOf("content");
  expect((await readAll(file, AbortSignal.abort())).content.length).toBe(0);
});
