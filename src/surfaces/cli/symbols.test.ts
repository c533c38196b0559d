import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSymbols } from "./symbols.ts";

test("symbols come from the line, raised and once each", () => {
  expect(readSymbols([])).toBeUndefined();
  expect([...(readSymbols(["aapl, MSFT", "AAPL,brk.b"]) ?? [])]).toEqual(["AAPL", "MSFT", "BRK.B"]);
});

test("a file may list them in any way, with remarks", () => {
  const folder = mkdtempSync(join(tmpdir(), "l2t-symbols-"));
  const path = join(folder, "list.txt");
  writeFileSync(path, "# mine\nAAPL MSFT\n\nNVDA, AMD # chips\r\n");
  expect([...(readSymbols([`@${path}`, "TSLA"]) ?? [])]).toEqual([
    "AAPL",
    "MSFT",
    "NVDA",
    "AMD",
    "TSLA",
  ]);
  rmSync(folder, { recursive: true });
});

test.each([
  [",", "names no symbol"],
  ["AA PL", "holds a character that no ticker has"],
  ["@/no/such/list", 'the list of symbols "/no/such/list" cannot be read'],
])("%p is refused", (text, message) => {
  expect(() => readSymbols([text])).toThrow(message);
});
