import { expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { byteOrderMarkLength, findForeignContent } from "./content-check.ts";

const header = "symbol,date,open,high,low,close,volume\nAAPL,2023-06-30,1,2,1,2,3\n";

function verdict(content: string | Uint8Array | Buffer): string | null {
  return findForeignContent(
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  );
}

test("text in UTF-8, with or without a byte order mark, is fine", () => {
  expect(verdict(header)).toBeNull();
  expect(verdict(`\ufeff${header}`)).toBeNull();
  expect(verdict("Société;Date\tÄ\r\n")).toBeNull();
  expect(byteOrderMarkLength(new TextEncoder().encode("\ufeffa"))).toBe(3);
  expect(byteOrderMarkLength(new TextEncoder().encode("a"))).toBe(0);
});

test("UTF-16 is named, with and without a byte order mark", () => {
  expect(verdict(Buffer.from(`\ufeff${header}`, "utf16le"))).toContain("UTF-16");
  expect(verdict(Buffer.from(header, "utf16le"))).toContain("UTF-16");
  expect(verdict(Buffer.from(`\ufeff${header}`, "utf16le").swap16())).toContain("UTF-16");
});

test("archives, databases and documents are named", () => {
  expect(verdict("PK\u0003\u0004rest")).toContain("zip");
  expect(verdict(gzipSync(header))).toContain("compressed twice");
  expect(verdict("PAR1")).toContain("Parquet");
  expect(verdict("SQLite format 3\u0000")).toContain("SQLite");
  expect(verdict("%PDF-1.7")).toContain("PDF");
  expect(verdict("BZh91AY")).toContain("bzip2");
});

test("other binary data is binary", () => {
  expect(verdict(Uint8Array.of(1, 2, 3, 0, 200, 201))).toBe("is binary, not text");
  expect(verdict(Uint8Array.of(1, 2, 3, 65, 66, 67, 68))).toBe("is binary, not text");
});
