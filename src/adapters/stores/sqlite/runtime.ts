/**
 * What the runtime brings and bars on disk need: the one place that names it. Bun's own bindings
 * are quicker on blobs of 4 KB than node:zlib (2 us against 9) and cost 7 MB less memory to load,
 * so Node's modules are asked for by name, and only by Node.
 */

/** Levels 2 and 3 save nothing on blocks, 5 saves 2 % for twice the time. */
const zstdLevel = 1;

const isBun = typeof Bun !== "undefined";

export function compress(bytes: Uint8Array<ArrayBuffer>): Uint8Array {
  if (isBun) return Bun.zstdCompressSync(bytes, { level: zstdLevel });
  const { constants, zstdCompressSync } = process.getBuiltinModule("node:zlib");
  const params = { [constants.ZSTD_c_compressionLevel]: zstdLevel };
  return zstdCompressSync(bytes, { params });
}

/** Throws on anything that is no zstd frame. */
export function decompress(bytes: Uint8Array<ArrayBuffer>): Uint8Array {
  if (isBun) return Bun.zstdDecompressSync(bytes);
  return process.getBuiltinModule("node:zlib").zstdDecompressSync(bytes);
}

export function crc32(bytes: Uint8Array<ArrayBuffer>): number {
  return isBun ? Bun.hash.crc32(bytes) : process.getBuiltinModule("node:zlib").crc32(bytes);
}

export interface Sha256 {
  update(data: string | Uint8Array<ArrayBuffer>): unknown;
  digest(encoding: "hex"): string;
}

export function sha256(): Sha256 {
  if (isBun) return new Bun.CryptoHasher("sha256");
  return process.getBuiltinModule("node:crypto").createHash("sha256");
}

/** Frees dead buffers now: the runtime counts their bytes late and would wait for many more. */
export function collectGarbage(): void {
  if (isBun) Bun.gc(true);
  // Node has it where it was started with --expose-gc.
  else globalThis.gc?.();
}
