import { assert } from "../../../base/assert.ts";
import type { Bars, MutableBars } from "../../../domain/bars.ts";
import { ColumnReader, damaged } from "./column-reader.ts";
import { ColumnWriter, type RowSpan } from "./column-writer.ts";
import type { PriceColumns } from "./price-columns.ts";
import { compress, crc32, decompress } from "./runtime.ts";

/**
 * A stored blob: 4 bytes CRC-32 of what follows, 1 byte format, 1 byte packing, 4 bytes count of
 * rows, 4 bytes length of the unpacked columns, then the columns. Little endian.
 */
const headerAt = { crc: 0, format: 4, packing: 5, count: 6, length: 10, columns: 14 } as const;
const formatVersion = 1;
const packings = { none: 0, zstd: 1 } as const;

/** Bars in a block of one series: large enough to compress, small enough to rewrite. */
export const blockBarsMax = 256;

/** Rows of a tail blob, which holds one bar of each of many series. */
const tailRowsMax = 1_000_000;

/** One bar of each of many series that opened at one moment, by rising series id. */
export interface TailRows extends PriceColumns {
  length: number;
  readonly seriesId: Float64Array;
  readonly sourceId: Float64Array;
  readonly volume: Float64Array;
}

/** A tail blob whose bytes were checked and unpacked, its columns still narrow. */
export interface PackedTail {
  readonly columns: Uint8Array;
  readonly count: number;
}

export function allocateTailRows(capacity: number): TailRows {
  const column = () => new Float64Array(capacity);
  return {
    length: 0,
    seriesId: column(),
    sourceId: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
}

/** Bars and tails to blobs and back, bit for bit. Keeps scratch: one per connection. */
export class Codec {
  readonly #writer = new ColumnWriter();
  readonly #reader = new ColumnReader();

  /** Rows of `bars` as a blob; at most `blockBarsMax` of them. */
  encodeBlock(bars: Bars, span: RowSpan): Uint8Array<ArrayBuffer> {
    const count = span.to - span.from;
    assert(count > 0 && count <= blockBarsMax, "a block holds 1 to 256 bars");
    this.#writer.begin(count);
    this.#writer.rising(bars.openTsMs, span);
    this.#writer.prices(bars, span);
    this.#writer.loose(bars.volume, span);
    return frame(this.#writer.bytes, count);
  }

  /** Fills `out` from its start. Throws Failure store.invalid on a damaged blob. */
  decodeBlock(blob: Uint8Array<ArrayBuffer>, out: MutableBars): void {
    const count = this.#open(blob, blockBarsMax);
    assert(out.close.length >= count, "the buffer takes a whole block");
    this.#reader.rising(out.openTsMs);
    this.#reader.prices(out);
    this.#reader.loose(out.volume);
    this.#reader.end();
    out.length = count;
  }

  encodeTail(rows: TailRows): Uint8Array<ArrayBuffer> {
    assert(rows.length > 0 && rows.length <= tailRowsMax, "a tail blob holds rows");
    const span = { from: 0, to: rows.length };
    this.#writer.begin(rows.length);
    this.#writer.rising(rows.seriesId, span);
    this.#writer.loose(rows.sourceId, span);
    this.#writer.prices(rows, span);
    this.#writer.loose(rows.volume, span);
    return frame(this.#writer.bytes, rows.length);
  }

  /** Checks and unpacks a tail blob. Throws Failure store.invalid on a damaged one. */
  unpackTail(blob: Uint8Array<ArrayBuffer>): PackedTail {
    return unframe(blob, tailRowsMax);
  }

  /** Fills `scratch`, or new columns where it is too small. Throws Failure store.invalid. */
  decodeTail(packed: PackedTail, scratch = allocateTailRows(0)): TailRows {
    const { columns, count } = packed;
    const rows = scratch.close.length < count ? allocateTailRows(count) : scratch;
    this.#reader.begin(columns, count);
    this.#reader.rising(rows.seriesId);
    this.#reader.loose(rows.sourceId);
    this.#reader.prices(rows);
    this.#reader.loose(rows.volume);
    this.#reader.end();
    rows.length = count;
    return rows;
  }

  /** The same for ids and sources alone; the other columns keep what they had. */
  decodeTailIds(packed: PackedTail, scratch: TailRows): TailRows {
    const { columns, count } = packed;
    const rows = scratch.close.length < count ? allocateTailRows(count) : scratch;
    this.#reader.begin(columns, count);
    this.#reader.rising(rows.seriesId);
    this.#reader.loose(rows.sourceId);
    rows.length = count;
    return rows;
  }

  #open(blob: Uint8Array<ArrayBuffer>, rowsMax: number): number {
    const { columns, count } = unframe(blob, rowsMax);
    this.#reader.begin(columns, count);
    return count;
  }
}

function frame(columns: Uint8Array<ArrayBuffer>, count: number): Uint8Array<ArrayBuffer> {
  const packed = compress(columns);
  const isPacked = packed.length < columns.length;
  const body = isPacked ? packed : columns;
  const blob = new Uint8Array(headerAt.columns + body.length);
  blob[headerAt.format] = formatVersion;
  blob[headerAt.packing] = isPacked ? packings.zstd : packings.none;
  putUint32(blob, headerAt.count, count);
  putUint32(blob, headerAt.length, columns.length);
  blob.set(body, headerAt.columns);
  putUint32(blob, headerAt.crc, crc32(blob.subarray(headerAt.format)));
  return blob;
}

function unframe(blob: Uint8Array<ArrayBuffer>, rowsMax: number): PackedTail {
  if (blob.length < headerAt.columns) {
    throw damaged(`a blob of ${blob.length} bytes is too short`);
  }
  if (getUint32(blob, headerAt.crc) !== crc32(blob.subarray(headerAt.format))) {
    throw damaged("the checksum of a blob does not match its bytes");
  }
  const format = blob[headerAt.format];
  if (format !== formatVersion) throw damaged(`a blob has the unknown format ${format}`);
  const count = getUint32(blob, headerAt.count);
  if (count < 1 || count > rowsMax) throw damaged(`a blob claims ${count} rows`);
  const length = getUint32(blob, headerAt.length);
  const columns = unpack(blob.subarray(headerAt.columns), blob[headerAt.packing]);
  if (columns.length !== length) {
    throw damaged(`a blob unpacks to ${columns.length} bytes instead of ${length}`);
  }
  return { columns, count };
}

function unpack(body: Uint8Array<ArrayBuffer>, packing: number | undefined): Uint8Array {
  if (packing === packings.none) return body;
  if (packing !== packings.zstd) throw damaged(`a blob has the unknown packing ${packing}`);
  try {
    return decompress(body);
  } catch (error) {
    throw damaged(`a blob does not unpack (${String(error)})`);
  }
}

// By hand: a DataView makes the engine materialise an ArrayBuffer, which costs more than a block.
function getUint32(bytes: Uint8Array, at: number): number {
  const byte = (offset: number) => bytes[at + offset] as number;
  return (byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24)) >>> 0;
}

function putUint32(bytes: Uint8Array, at: number, value: number): void {
  for (let offset = 0; offset < 4; offset++) bytes[at + offset] = value >>> (8 * offset);
}
