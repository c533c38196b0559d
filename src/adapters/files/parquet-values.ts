/**
 * The values of one page of a flat column. hyparquet's own loops believe what a page says of itself
 * and may run for ever on a damaged one; here each count is held against bytes and rows first.
 *
 * https://parquet.apache.org/docs/file-format/data-pages/encodings/
 */
import type { ParquetType } from "hyparquet";
import { deltaBinaryUnpack, deltaLengthByteArray } from "hyparquet/src/delta.js";
import { byteStreamSplit } from "hyparquet/src/encoding.js";
import { readPlain } from "hyparquet/src/plain.js";
import { readVarInt } from "hyparquet/src/thrift.js";

export type Values = ArrayLike<unknown>;

/** How a column's values lie in its pages. */
export interface ValueKind {
  readonly type: ParquetType;
  readonly typeBytes: number | undefined;
}

/** Bytes of the values of one page that are kept as differences: more is refused. */
const textBytesMax = 67_108_864;
/** A place in a dictionary has fewer: none has more than some millions of entries. */
const runBitsMax = 24;
/** Writers fill the last packed run up: to eight values, some to 64 times eight. */
const packedSlackMax = 511;

/** Exactly `count` values, all but those of a dictionary. Throws Error where they cannot be. */
export function pageValues(
  bytes: Uint8Array,
  { encoding, count, kind }: { encoding: string; count: number; kind: ValueKind },
): Values {
  if (count === 0) return [];
  const { type, typeBytes } = kind;
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
  const isWhole = type === "INT32" || type === "INT64";
  if (encoding === "PLAIN" || encoding === "BYTE_STREAM_SPLIT") {
    if (count * bytesOf(kind) > bytes.length) throw new Error("a page has too few bytes");
    if (encoding === "PLAIN") return readPlain(reader, type, count, typeBytes);
    return byteStreamSplit(reader, count, type, typeBytes);
  }
  if (encoding === "RLE" && type === "BOOLEAN") {
    if (bytes.length < 4) throw new Error("a page has too few bytes");
    return Array.from(runs(bytes.subarray(4), { bits: 1, count }), (value) => value === 1);
  }
  if (encoding === "DELTA_BINARY_PACKED" && isWhole) {
    const values = type === "INT32" ? new Int32Array(count) : new BigInt64Array(count);
    checkDifferences(reader, count);
    deltaBinaryUnpack(reader, count, values);
    return values;
  }
  if (encoding === "DELTA_LENGTH_BYTE_ARRAY" && type === "BYTE_ARRAY") {
    const values = new Array<Uint8Array>(count);
    checkDifferences(reader, count);
    deltaLengthByteArray(reader, count, values);
    return values;
  }
  if (encoding === "DELTA_BYTE_ARRAY") return sharedStarts(bytes, reader, count);
  throw new Error(`values of kind "${type}" are written as "${encoding}"`);
}

/** Whole numbers of `bits` each, in runs of one value and in packed ones: exactly `count`. */
export function runs(
  bytes: Uint8Array,
  { bits, count }: { readonly bits: number; readonly count: number },
): Uint32Array {
  if (bits > runBitsMax) throw new Error(`a run has values of ${bits} bits`);
  const values = new Uint32Array(count);
  // A dictionary of one entry needs no runs, and some writers leave them out.
  if (bits === 0) return values;
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
  let seen = 0;
  while (seen < count) {
    const head = readVarInt(reader) >>> 0;
    const length = head & 1 ? (head >>> 1) * 8 : head >>> 1;
    const isLast = length >= count - seen;
    if (head & 1 ? length > count - seen + packedSlackMax : length > count - seen) {
      throw new Error("a run is longer than its page");
    }
    const end = isLast ? count : seen + length;
    if (head & 1) {
      if (reader.offset + ((end - seen) * bits) / 8 > bytes.length) {
        throw new Error("a run is longer than its bytes");
      }
      unpackBits(bytes.subarray(reader.offset), bits, values.subarray(seen, end));
      reader.offset += (length / 8) * bits;
    } else {
      let value = 0;
      for (let shift = 0; shift < bits; shift += 8) {
        value |= reader.view.getUint8(reader.offset++) << shift;
      }
      if (value >= 2 ** bits) throw new Error("a run has a value that is too large");
      values.fill(value, seen, end);
    }
    seen = end;
  }
  return values;
}

function unpackBits(bytes: Uint8Array, bits: number, values: Uint32Array): void {
  const mask = 2 ** bits - 1;
  for (let index = 0; index < values.length; index++) {
    const at = (index * bits) >>> 3;
    const low = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
    const high = ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
    values[index] = ((low | high) >>> ((index * bits) & 7)) & mask;
  }
}

function bytesOf({ type, typeBytes }: ValueKind): number {
  if (type === "BOOLEAN") return 1 / 8;
  if (type === "INT32" || type === "FLOAT" || type === "BYTE_ARRAY") return 4;
  if (type === "INT96") return 12;
  if (type !== "FIXED_LEN_BYTE_ARRAY") return 8;
  if (!Number.isInteger(typeBytes) || Number(typeBytes) < 1) throw new Error("values of no length");
  return Number(typeBytes);
}

interface Reader {
  readonly view: DataView;
  offset: number;
}

/** The head of a block of differences, without going over it: all that its reader's loops trust. */
function checkDifferences(reader: Reader, count: number): void {
  const head = { view: reader.view, offset: reader.offset };
  const [blockValues, parts, total] = [readVarInt(head), readVarInt(head), readVarInt(head)];
  const partValues = blockValues / parts;
  const isSound = blockValues > 0 && parts > 0 && partValues % 8 === 0 && parts <= 65_536;
  if (!isSound || total !== count) throw new Error("a block of differences is damaged");
}

/** Texts that are kept as how much of the one before they begin with, and the rest. */
function sharedStarts(bytes: Uint8Array, reader: Reader, count: number): Values {
  const [starts, rests] = [new Int32Array(count), new Int32Array(count)];
  for (const lengths of [starts, rests]) {
    checkDifferences(reader, count);
    deltaBinaryUnpack(reader, count, lengths);
  }
  const values: Uint8Array[] = [];
  let before = new Uint8Array();
  let held = 0;
  for (let index = 0; index < count; index++) {
    const [start, rest] = [starts[index] as number, rests[index] as number];
    held += start + rest;
    const isSound = start >= 0 && rest >= 0 && start <= before.length;
    if (!isSound || held > textBytesMax || reader.offset + rest > bytes.length) {
      throw new Error("the lengths of a page's texts are damaged");
    }
    const value = new Uint8Array(start + rest);
    value.set(before.subarray(0, start));
    value.set(bytes.subarray(reader.offset, reader.offset + rest), start);
    reader.offset += rest;
    values.push(value);
    before = value;
  }
  return values;
}
