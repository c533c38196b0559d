import { open } from "node:fs/promises";

/** Bytes that are read from disk at once. */
const readBytes = 32768;

/** The bytes of a file. Each chunk is good until the next one is asked for: they share a buffer. */
export async function* diskChunks(path: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path);
  try {
    const buffer = new Uint8Array(readBytes);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, readBytes, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
