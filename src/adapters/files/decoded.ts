import type { Readable } from "node:stream";
import type { InputChunk } from "../../ports/input-file.ts";
import { fileFailure } from "./file-failure.ts";
import { gunzipped, isGzip } from "./gunzip.ts";

/**
 * The content of a stream, unpacked when it begins as gzip data does, whatever its name says.
 * Ends early and without an error once `signal` is aborted, also while it waits for data.
 * Throws Failure input.missing when it cannot be read, input.invalid on damaged gzip data.
 */
export async function* decoded(
  open: () => Readable,
  label: string,
  signal?: AbortSignal,
): AsyncGenerator<InputChunk> {
  if (signal?.aborted) return;
  const stream = open();
  const stop = () => stream.destroy();
  signal?.addEventListener("abort", stop, { once: true });
  const counter = { storedBytesRead: 0 };
  try {
    const stored = counted(stream, counter);
    const head = await readHead(stored);
    const rest = joined(head, stored);
    for await (const bytes of isGzip(head) ? gunzipped(rest, label) : rest) {
      yield { bytes, storedBytesRead: counter.storedBytesRead };
    }
  } catch (error) {
    // Destroying the stream is how an abort ends the wait; the error is only its echo.
    if (!signal?.aborted) throw fileFailure(error, label);
  } finally {
    signal?.removeEventListener("abort", stop);
    stream.destroy();
  }
}

async function* counted(
  stream: Readable,
  counter: { storedBytesRead: number },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    counter.storedBytesRead += chunk.length;
    yield chunk;
  }
}

/** The first chunk, with the next one added while it is too short to tell what it begins. */
async function readHead(stored: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  let head = new Uint8Array(0);
  while (head.length < 2) {
    const { value, done } = await stored.next();
    if (done) break;
    const longer = new Uint8Array(head.length + value.length);
    longer.set(head);
    longer.set(value, head.length);
    head = longer;
  }
  return head;
}

async function* joined(
  head: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* rest;
}
