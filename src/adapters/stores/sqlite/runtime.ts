/**
 * What the runtime brings and bars on disk need: the one place that names it. Bun's own bindings
 * are quicker on blobs of 4 KB than node:zlib (2 us against 9) and cost 7 MB less memory to
 * load; a build for Node would put node:zlib and node:crypto here.
 */

/** Levels 2 and 3 save nothing on blocks, 5 saves 2 % for twice the time. */
const zstdLevel = 1;

export function compress(bytes: Uint8Array<ArrayBuffer>): Uint8Array {
  return Bun.zstdCompressSync(bytes, { level: zstdLevel });
}

/** Throws on anything that is no zstd frame. */
export function decompress(bytes: Uint8Array<ArrayBuffer>): Uint8Array {
  return Bun.zstdDecompressSync(bytes);
}

export function crc32(bytes: Uint8Array<ArrayBuffer>): number {
  return Bun.hash.crc32(bytes);
}

export interface Sha256 {
  update(data: string | Uint8Array<ArrayBuffer>): unknown;
  digest(encoding: "hex"): string;
}

export function sha256(): Sha256 {
  return new Bun.CryptoHasher("sha256");
}

/** Frees dead buffers now: the runtime counts their bytes late and would wait for many more. */
export function collectGarbage(): void {
  Bun.gc(true);
}
