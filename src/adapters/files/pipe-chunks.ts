import type { Readable } from "node:stream";

/** What a stream delivers; an abort also ends a wait for the next chunk. */
export async function* pipeChunks(
  open: () => Readable,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  if (signal?.aborted) return;
  const stream = open();
  const stop = () => stream.destroy();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    yield* stream as AsyncIterable<Uint8Array>;
  } finally {
    signal?.removeEventListener("abort", stop);
    stream.destroy();
  }
}
