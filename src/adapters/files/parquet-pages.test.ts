/** Pages of the first kind, which most programs write, made here byte by byte. */
import { expect, test } from "bun:test";
import { crc32 } from "node:zlib";
import type { SchemaElement } from "hyparquet";
import { ColumnPages } from "./parquet-pages.ts";

const whole = 0x15;
const doubles = (...values: number[]) => [...new Uint8Array(Float64Array.from(values).buffer)];
/** How many bytes, then one packed run of eight: which rows have a value. */
const levels = (bits: number) => [2, 0, 0, 0, 0b11, bits];

interface Wish {
  readonly count: number;
  readonly encoding?: number;
  readonly crc?: number;
}

function page(body: readonly number[], { count, encoding = 0, crc }: Wish): number[] {
  const size = [whole, ...zigzag(body.length)];
  const sum = crc === undefined ? [0x2c] : [whole, ...zigzag(crc), 0x1c];
  const about = [whole, ...zigzag(count), whole, ...zigzag(encoding), whole, 6, whole, 6, 0];
  return [whole, 0, ...size, ...size, ...sum, ...about, 0, ...body];
}

function dictionary(body: readonly number[], count: number): number[] {
  const size = [whole, ...zigzag(body.length)];
  return [whole, 4, ...size, ...size, 0x4c, whole, ...zigzag(count), whole, 0, 0, 0, ...body];
}

function zigzag(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(32, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return [...bytes, Number(rest)];
}

function pages(bytes: readonly number[], rowCount: number, isOptional = true): ColumnPages {
  const repetition = isOptional ? "OPTIONAL" : "REQUIRED";
  const element: SchemaElement = { name: "close", type: "DOUBLE", repetition_type: repetition };
  const about = { codec: "UNCOMPRESSED", type: "DOUBLE" } as const;
  return new ColumnPages({ element, about, bytes: Uint8Array.from(bytes), rowCount });
}

test("values and blanks come in the order of rows, over pages, in parts of any size", () => {
  const first = page([...levels(0b101), ...doubles(1, 2)], { count: 3 });
  const second = page([...levels(0b11), ...doubles(3, 4)], { count: 2 });
  const column = pages([...first, ...second], 5);
  expect([column.take(2), column.take(2), column.take(1)]).toEqual([[1, null], [2, 3], [4]]);
  expect(() => column.take(1)).toThrow("fewer rows");
  expect(pages(page(doubles(7, 8), { count: 2 }), 2, false).take(2)).toEqual([7, 8]);
});

test("values of a dictionary are looked up, and one that it does not have is refused", () => {
  const entries = dictionary(doubles(5, 6), 2);
  const found = (place: number) => {
    const body = [...levels(0b1101), 2, 0b100, 1, 0b10, place];
    return pages([...entries, ...page(body, { count: 4, encoding: 8 })], 4).take(4);
  };
  expect(found(0)).toEqual([6, null, 6, 5]);
  expect(() => found(3)).toThrow("its dictionary does not have");
  expect(() => found(4)).toThrow("too large");
});

test("a page whose bytes have another checksum than it says is refused", () => {
  const body = doubles(1, 2);
  const crc = crc32(Uint8Array.from(body)) | 0;
  expect(pages(page(body, { count: 2, crc }), 2, false).take(2)).toEqual([1, 2]);
  expect(() => pages(page(body, { count: 2, crc: crc ^ 1 }), 2, false)).toThrow("checksum");
});

/** The runs of these would take minutes to read, or more memory than there is. */
test.each([
  ["more values than the group has rows", page(doubles(1, 2), { count: 1_000_000_000 }), /values/],
  ["fewer values than it", page(doubles(1), { count: 1 }), /./],
  ["a run of a billion", page([5, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0x07, 1], { count: 2 }), /run/],
  ["runs of nothing", page([4, 0, 0, 0, 0, 0, 0, 0], { count: 2 }), /./],
  ["levels beyond the page", page([99, 0, 0, 0, 3, 3], { count: 2 }), /level bytes/],
  ["too few bytes", page([...levels(3), ...doubles(1)], { count: 2 }), /too few bytes/],
])("a page with %s is refused", (_, bytes, why) => {
  expect(() => pages(bytes, 2).take(2)).toThrow(why);
});
