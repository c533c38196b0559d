/**
 * What the server takes from the runtime beside sockets. Bun's own functions save the 7 MB of
 * loading node:zlib and the 3 MB of node:crypto; under Node those modules are there anyway.
 */

const isBun = typeof Bun !== "undefined";
/** Half the time of the default level for a tenth more bytes. */
const level = 4;

export function gzip(bytes: string | Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (isBun) return Bun.gzipSync(bytes, { level, library: "libdeflate" });
  return new Uint8Array(nodeModule("node:zlib").gzipSync(bytes, { level }));
}

/** SHA-256, hexadecimal. */
export function sha256(text: string): string {
  return hasher("sha256").update(text).digest("hex");
}

interface Hasher {
  update(data: string | Uint8Array<ArrayBuffer>): Hasher;
  digest(encoding: "hex" | "base64url"): string;
}

export function hasher(algorithm: "sha1" | "sha256"): Hasher {
  if (isBun) return new Bun.CryptoHasher(algorithm);
  return nodeModule("node:crypto").createHash(algorithm);
}

/** Frees dead objects now; Node collects by itself. */
export function collectGarbage(): void {
  if (isBun) Bun.gc(true);
}

function nodeModule<M extends "node:zlib" | "node:crypto">(name: M) {
  type Modules = {
    "node:zlib": typeof import("node:zlib");
    "node:crypto": typeof import("node:crypto");
  };
  return process.getBuiltinModule(name) as Modules[M];
}
