import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";

/**
 * A packed page as the bytes that it says it has: never more, and never fewer without an error.
 * LZ4 is refused by name.
 */
export function unpackPage(codec: string, packed: Uint8Array, bytes: number): Uint8Array {
  const page = unpackedBy(codec, packed, bytes);
  if (page.length !== bytes) throw new Error(`a page has ${page.length} bytes, not ${bytes}`);
  return page;
}

function unpackedBy(codec: string, packed: Uint8Array, bytes: number): Uint8Array {
  const limit = { maxOutputLength: Math.max(1, bytes) };
  if (codec === "UNCOMPRESSED") return packed.slice();
  // An empty page need not be packed at all.
  if (bytes === 0) return new Uint8Array();
  if (codec === "SNAPPY") return unpackSnappy(packed, bytes);
  if (codec === "GZIP") return new Uint8Array(gunzipSync(packed, limit));
  if (codec === "ZSTD") return new Uint8Array(zstdDecompressSync(packed, limit));
  if (codec === "BROTLI") return new Uint8Array(brotliDecompressSync(packed, limit));
  throw new Error(`its columns are packed with "${codec}"`);
}

/**
 * Snappy's raw format. Each turn of the loop goes forward in `packed`, so it ends.
 * https://github.com/google/snappy/blob/main/format_description.txt
 */
function unpackSnappy(packed: Uint8Array, bytes: number): Uint8Array {
  const page = new Uint8Array(bytes);
  let at = 0;
  let filled = 0;
  while ((byteAt(packed, at++) & 0x80) !== 0);
  while (at < packed.length) {
    const tag = byteAt(packed, at++);
    const kind = tag & 3;
    if (kind === 0) {
      const lengthBytes = Math.max(0, (tag >>> 2) - 59);
      const length = (lengthBytes === 0 ? tag >>> 2 : wholeAt(packed, at, lengthBytes)) + 1;
      at += lengthBytes;
      if (at + length > packed.length || filled + length > bytes) throw damaged();
      page.set(packed.subarray(at, at + length), filled);
      at += length;
      filled += length;
    } else {
      const offsetBytes = kind === 3 ? 4 : kind;
      const length = kind === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1;
      const back = wholeAt(packed, at, offsetBytes) + (kind === 1 ? (tag >>> 5) << 8 : 0);
      at += offsetBytes;
      if (back === 0 || back > filled || filled + length > bytes) throw damaged();
      // Byte by byte: what is copied may be what this copy has just written.
      for (const end = filled + length; filled < end; filled++) {
        page[filled] = page[filled - back] as number;
      }
    }
  }
  return page.subarray(0, filled);
}

/** A whole number of up to four bytes, the lowest first. */
function wholeAt(bytes: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let place = width - 1; place >= 0; place--) value = value * 256 + byteAt(bytes, at + place);
  return value;
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw damaged();
  return byte;
}

function damaged(): Error {
  return new Error("a packed page is damaged");
}
