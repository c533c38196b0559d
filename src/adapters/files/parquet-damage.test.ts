/** Files of which some bytes are others: read or refused, and never without end. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { Failure } from "../../base/failure.ts";
import { ParquetFile } from "./parquet-file.ts";

const trials = 100;
const fileMsMax = 1_000;
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "l2t-damage-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rows = Array.from({ length: 120 }, (_, row) => row);
const columnData: ColumnSource[] = [
  { name: "ticker", data: rows.map((row) => (row % 2 ? "KO" : "AAPL")), type: "STRING" },
  { name: "near", data: rows.map((row) => `S${row}`), encoding: "DELTA_BYTE_ARRAY" },
  { name: "name", data: rows.map((row) => `S${row}`), encoding: "DELTA_LENGTH_BYTE_ARRAY" },
  { name: "open", data: rows.map((row) => row / 8), type: "DOUBLE", encoding: "BYTE_STREAM_SPLIT" },
  { name: "close", data: rows.map((row) => (row % 5 ? row / 8 : null)), type: "DOUBLE" },
  { name: "time", data: rows.map(BigInt), type: "INT64", encoding: "DELTA_BINARY_PACKED" },
  { name: "count", data: rows, type: "INT32", encoding: "DELTA_BINARY_PACKED" },
  { name: "isHalf", data: rows.map((row) => row % 3 === 0), type: "BOOLEAN" },
];
const text = rows.map((row) => {
  const close = row % 5 ? row / 8 : "";
  const names = `${row % 2 ? "KO" : "AAPL"},S${row},S${row}`;
  return `${names},${row / 8},${close},${row},${row},${row % 3 === 0}\n`;
});
const whole = `ticker,near,name,open,close,time,count,isHalf\n${text.join("")}`;

const compressors = {
  GZIP: (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes)),
  ZSTD: (bytes: Uint8Array) => new Uint8Array(zstdCompressSync(bytes)),
  BROTLI: (bytes: Uint8Array) => new Uint8Array(brotliCompressSync(bytes)),
};

/** What is read in time, or why nothing is. */
async function read(bytes: Uint8Array): Promise<string | Failure> {
  const path = join(folder, "AAPL.parquet");
  writeFileSync(path, bytes);
  const startMs = performance.now();
  let found = "";
  try {
    for await (const chunk of new ParquetFile(path, about(bytes)).read()) {
      found += new TextDecoder().decode(chunk.bytes);
    }
    return found;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  } finally {
    expect(performance.now() - startMs).toBeLessThan(fileMsMax);
  }
}

const about = ({ length: bytes }: Uint8Array) => ({ bytes, modifiedTsMs: 0 });

const codecs = ["UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "BROTLI"] as const;

test.each(codecs)("a damaged file of %s columns is read to its rows or refused", async (codec) => {
  const packing = { columnData, codec, compressors, rowGroupSize: 40, pageSize: 256 };
  const good = new Uint8Array(parquetWriteBuffer(packing));
  expect(await read(good)).toBe(whole);
  const random = randomOf(codecs.indexOf(codec) + 1);
  let refused = 0;
  for (let trial = 0; trial < trials / codecs.length; trial++) {
    const bad = Uint8Array.from(good);
    const flips = 1 + Math.floor(random() * 8);
    for (let flip = 0; flip < flips; flip++) {
      bad[Math.floor(random() * bad.length)] = Math.floor(random() * 256);
    }
    const found = await read(random() < 0.2 ? bad.subarray(0, bad.length * random()) : bad);
    const damage = `seed ${codecs.indexOf(codec) + 1}, trial ${trial}`;
    if (found instanceof Failure) {
      refused++;
      expect(found.code, damage).toBe("input.invalid");
    } else {
      expect(found.split("\n").length, damage).toBe(rows.length + 2);
    }
  }
  expect(refused).toBeGreaterThan(0);
});

/** Each byte of the heads of pages, of dictionaries, levels and of the description in its turn. */
test("no single byte makes a small file read without end", async () => {
  const few = columnData.map((column) => ({ ...column, data: column.data.slice(0, 4) }));
  const good = new Uint8Array(parquetWriteBuffer({ columnData: few, codec: "SNAPPY" }));
  for (let at = 0; at < good.length; at++) {
    for (const value of [0, 0x7f, 0xff]) {
      const bad = Uint8Array.from(good);
      bad[at] = value;
      const found = await read(bad);
      if (found instanceof Failure) expect(found.code, `byte ${at}`).toBe("input.invalid");
      else expect(found.split("\n").length, `byte ${at}`).toBe(4 + 2);
    }
  }
});

/** Numbers that look random and are the same each time. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
