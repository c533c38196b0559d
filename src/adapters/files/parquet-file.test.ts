import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { ParquetFile } from "./parquet-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-parquet-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function textOf(
  columnData: ColumnSource[],
  options: Partial<Parameters<typeof parquetWriteBuffer>[0]> = {},
): Promise<string> {
  const path = join(folder, "AAPL.parquet");
  writeFileSync(path, new Uint8Array(parquetWriteBuffer({ columnData, ...options })));
  const { size: bytes, mtimeMs: modifiedTsMs } = statSync(path);
  let text = "";
  for await (const chunk of new ParquetFile(path, { bytes, modifiedTsMs }).read()) {
    text += new TextDecoder().decode(chunk.bytes);
  }
  return text;
}

test("numbers read back to the same double, and blanks stay blank", async () => {
  const values = [0.1, 1e21, 5e-324, 123_456.789_012_345];
  const text = await textOf([{ name: "close", data: values, type: "DOUBLE" }]);
  const [name, ...lines] = text.trimEnd().split("\n");
  expect(name).toBe("close");
  expect(lines.map(Number)).toEqual(values);
  const gaps = await textOf([
    { name: "a", data: ["x", null, 'say "so", twice'], type: "STRING" },
    { name: "b", data: [1, null, 3], type: "DOUBLE" },
  ]);
  expect(gaps).toBe('a,b\nx,1\n,\n"say ""so"", twice",3\n');
});

test("large whole numbers keep every digit: they are nanoseconds", async () => {
  const data = [1_750_253_400_000_000_001n];
  expect(await textOf([{ name: "window_start", data, type: "INT64" }])).toBe(
    "window_start\n1750253400000000001\n",
  );
});

test("moments say UTC, unless their column says that they are local; dates are dates", async () => {
  const schema = (element: object) => ({
    schema: [
      { name: "root", num_children: 1 },
      { name: "t", repetition_type: "REQUIRED", ...element },
    ] as never,
  });
  const local = { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MICROS" };
  const time = { type: "INT64", converted_type: "TIMESTAMP_MICROS", logical_type: local };
  const data = [new Date("2025-06-18T09:30:00Z")];
  expect(await textOf([{ name: "t", data }], schema(time))).toBe("t\n2025-06-18T09:30:00.000\n");
  const utc = { ...time, logical_type: { ...local, isAdjustedToUTC: true } };
  expect(await textOf([{ name: "t", data }], schema(utc))).toBe("t\n2025-06-18T09:30:00.000Z\n");
  const date = { type: "INT32", converted_type: "DATE" };
  expect(await textOf([{ name: "t", data }], schema(date))).toBe("t\n2025-06-18\n");
});

test.each([
  ["GZIP", gzipSync],
  ["ZSTD", zstdCompressSync],
  ["BROTLI", brotliCompressSync],
] as const)("columns packed with %s are read", async (codec, pack) => {
  const data = Array.from({ length: 3_000 }, (_, row) => row % 7);
  const compressors = { [codec]: (bytes: Uint8Array) => new Uint8Array(pack(bytes)) };
  const text = await textOf([{ name: "close", data, type: "DOUBLE" }], { codec, compressors });
  expect(text.trimEnd().split("\n").slice(1).map(Number)).toEqual(data);
});

test("columns stay side by side over row groups and pages, however they are cut", async () => {
  const count = 70_000;
  const close = Array.from({ length: count }, (_, row) => row / 8);
  const names = close.map((value) => `S${(value * 8) % 997}`);
  const columns: ColumnSource[] = [
    { name: "ticker", data: names, type: "STRING" },
    { name: "close", data: close, type: "DOUBLE" },
    { name: "volume", data: close.map((value) => BigInt(value * 8)), type: "INT64" },
  ];
  const lines = ["ticker,close,volume"];
  for (const [row, value] of close.entries()) lines.push(`${names[row]},${value},${row}`);
  for (const [rowGroupSize, pageSize] of [
    [9_000, 8_192],
    [40_001, 32_768],
    [1_000_000, 1_048_576],
  ] as const) {
    const text = await textOf(columns, { rowGroupSize, pageSize });
    expect(text === `${lines.join("\n")}\n`, `groups of ${rowGroupSize}`).toBe(true);
  }
});
