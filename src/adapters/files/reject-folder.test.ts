import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../../base/failure.ts";
import { DiskRejectFolder } from "./reject-folder.ts";

const nowMs = Date.parse("2023-06-30T21:00:00.123Z");

let folder: string;
let rejects: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-reject-"));
  rejects = join(folder, "rejects");
});
afterEach(() => rmSync(folder, { recursive: true }));

function line(lineNumber: number, text: string | Uint8Array, message = "why") {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return { lineNumber, reason: "bad-time", message, text: bytes };
}

test("rejected rows are a CSV file with line, reason, message and the text as it was", () => {
  const file = new DiskRejectFolder(rejects, nowMs).open("daily.csv");
  file.add(line(7, 'A,"1,5",x', 'high "1,5" is odd'));
  file.add(line(9, Uint8Array.of(65, 0, 255, 44)));
  file.close();
  expect(file.path).toBe(join(rejects, "daily.csv-20230630T210000Z.csv"));
  expect(readFileSync(file.path as string, "latin1")).toBe(
    "line,reason,message,text\n" +
      '7,bad-time,"high ""1,5"" is odd","A,""1,5"",x"\n' +
      '9,bad-time,"why","A\u0000\u00ff,"\n',
  );
});

test("without a rejected row there is no file and no folder", () => {
  const file = new DiskRejectFolder(rejects, nowMs).open("daily.csv");
  file.close();
  expect([file.path, existsSync(rejects)]).toEqual([null, false]);
});

test("two files of one name and second do not overwrite each other", () => {
  const paths = [1, 2, 3].map((number) => {
    const file = new DiskRejectFolder(rejects, nowMs).open("daily.csv");
    file.add(line(number, "x"));
    file.close();
    return file.path;
  });
  expect(new Set(paths).size).toBe(3);
  expect(readdirSync(rejects).length).toBe(3);
});

test("many and long rows are all written", () => {
  const file = new DiskRejectFolder(rejects, nowMs).open("daily.csv");
  const text = "y".repeat(70_000);
  for (let number = 0; number < 5_000; number++) file.add(line(number, "row"));
  file.add(line(5_000, text));
  file.add(line(5_001, "last"));
  file.close();
  const lines = readFileSync(file.path as string, "utf8")
    .trimEnd()
    .split("\n");
  expect(lines.length).toBe(5_003);
  expect(lines[5_001]).toBe(`5000,bad-time,"why","${text}"`);
  expect(lines[5_002]).toBe('5001,bad-time,"why","last"');
});

test("a discarded file is gone", () => {
  const file = new DiskRejectFolder(rejects, nowMs).open("daily.csv");
  file.add(line(1, "x"));
  file.discard();
  file.close();
  expect([file.path, readdirSync(rejects)]).toEqual([null, []]);
});

test("a folder that cannot be made is a failure with a way out", () => {
  writeFileSync(rejects, "a file is in the way");
  const file = new DiskRejectFolder(rejects, nowMs).open("daily.csv");
  let failure: unknown;
  try {
    file.add(line(1, "x"));
  } catch (error) {
    failure = error;
  }
  expect(failure).toBeInstanceOf(Failure);
  expect((failure as Failure).code).toBe("store.unavailable");
  expect((failure as Failure).message).toContain(`cannot write rejected rows to "${rejects}"`);
});
