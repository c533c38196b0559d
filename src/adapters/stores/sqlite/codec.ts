import { assert } from "../../../base/assert.ts";
import type { Bars, MutableBars } from "../../../domain/bars.ts";
import { ColumnReader, damaged } from "./column-reader.ts";
import { ColumnWriter, type RowSpan } from "./column-writer.ts";
import { compress, crc32, decompress } from "./compression.ts";
import type { PriceColumns } from "./price-columns.ts";

/**
 * A stored blob: 1 byte format, 1 byte packing, 4 bytes count of rows, 4 bytes length of the
 * unpacked columns, 4 bytes CRC-32 of all that and the body, then the body. Little endian.
 */
const formatVersion = 1;
const headerBytes = 14;
const checkedHeaderBytes = 10;
const packings = { none: 0, zstd: 1 } as const;

/** Bars in a block of one series: large enough to compress, small enough to rewrite. */
export const blockBarsMax = 256;

/** Rows of a tail blob, which holds one bar of each of many series. */
export const tailRowsMax = 1_000_000;

/** One bar of each of many series that opened at one moment, by rising series id. */
export interface TailRows extends PriceColumns {
  length: number;
  readonly seriesId: Float64Array;
  readonly sourceId: Float64Array;
  readonly volume: Float64Array;
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
  encodeBlock(bars: Bars, span: RowSpan): Uint8Array {
    const count = span.to - span.from;
    assert(count > 0 && count <= blockBarsMax, "a block holds 1 to 256 bars");
    this.#writer.begin(count);
    this.#writer.rising(bars.openTsMs, span);
    this.#writer.prices(bars, span);
    this.#writer.loose(bars.volume, span);
    return frame(this.#writer.bytes, count);
  }

  /** Fills `out` from its start. Throws Failure store.invalid on a damaged blob. */
  decodeBlock(blob: Uint8Array, out: MutableBars): void {
    const count = this.#open(blob, blockBarsMax);
    assert(out.close.length >= count, "the buffer takes a whole block");
    this.#reader.rising(out.openTsMs);
    this.#reader.prices(out);
    this.#reader.loose(out.volume);
    this.#reader.end();
    out.length = count;
  }

  encodeTail(rows: TailRows): Uint8Array {
    assert(rows.length > 0 && rows.length <= tailRowsMax, "a tail blob holds rows");
    const span = { from: 0, to: rows.length };
    this.#writer.begin(rows.length);
    this.#writer.rising(rows.seriesId, span);
    this.#writer.loose(rows.sourceId, span);
    this.#writer.prices(rows, span);
    this.#writer.loose(rows.volume, span);
    return frame(this.#writer.bytes, rows.length);
  }

  /** Throws Failure store.invalid on a damaged blob. */
  decodeTail(blob: Uint8Array): TailRows {
    const count = this.#open(blob, tailRowsMax);
    const rows = allocateTailRows(count);
    this.#reader.rising(rows.seriesId);
    this.#reader.loose(rows.sourceId);
    this.#reader.prices(rows);
    this.#reader.loose(rows.volume);
    this.#reader.end();
    rows.length = count;
    return rows;
  }

  #open(blob: Uint8Array, rowsMax: number): number {
    const { columns, count } = unframe(blob, rowsMax);
    this.#reader.begin(columns, count);
    return count;
  }
}

function frame(columns: Uint8Array<ArrayBuffer>, count: number): Uint8Array {
  const packed = compress(columns);
  const isPacked = packed.length < columns.length;
  const body = isPacked ? packed : columns;
  const blob = new Uint8Array(headerBytes + body.length);
  const view = new DataView(blob.buffer);
  view.setUint8(0, formatVersion);
  view.setUint8(1, isPacked ? packings.zstd : packings.none);
  view.setUint32(2, count, true);
  view.setUint32(6, columns.length, true);
  blob.set(body, headerBytes);
  view.setUint32(checkedHeaderBytes, checkOf(blob), true);
  return blob;
}

function unframe(
  blob: Uint8Array,
  rowsMax: number,
): { readonly columns: Uint8Array<ArrayBuffer>; readonly count: number } {
  if (blob.length < headerBytes) throw damaged(`a blob of ${blob.length} bytes is too short`);
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  if (view.getUint32(checkedHeaderBytes, true) !== checkOf(blob)) {
    throw damaged("the checksum of a blob does not match its bytes");
  }
  const format = view.getUint8(0);
  if (format !== formatVersion) throw damaged(`a blob has the unknown format ${format}`);
  const count = view.getUint32(2, true);
  if (count < 1 || count > rowsMax) throw damaged(`a blob claims ${count} rows`);
  const length = view.getUint32(6, true);
  const body = blob.subarray(headerBytes) as Uint8Array<ArrayBuffer>;
  const columns = unpack(body, view.getUint8(1));
  if (columns.length !== length) {
    throw damaged(`a blob unpacks to ${columns.length} bytes instead of ${length}`);
  }
  return { columns, count };
}

function unpack(body: Uint8Array<ArrayBuffer>, packing: number): Uint8Array<ArrayBuffer> {
  if (packing === packings.none) return body;
  if (packing !== packings.zstd) throw damaged(`a blob has the unknown packing ${packing}`);
  try {
    return decompress(body) as Uint8Array<ArrayBuffer>;
  } catch (error) {
    throw damaged(`a blob does not unpack (${String(error)})`);
  }
}

/** CRC over everything but the four bytes that hold it. */
function checkOf(blob: Uint8Array): number {
  const head = crc32(blob.subarray(0, checkedHeaderBytes));
  return (crc32(blob.subarray(headerBytes)) ^ Math.imul(head, 0x9e3779b1)) >>> 0;
}
