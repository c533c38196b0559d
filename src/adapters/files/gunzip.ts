import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Failure } from "../../base/failure.ts";

/** Unpacked bytes that come at once. Small pieces cost time, large ones memory. */
const pieceBytes = 131_072;

/** Whether these are the first bytes of gzip data. */
export function isGzip(head: Uint8Array): boolean {
  return head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b;
}

/**
 * Unpacks gzip data of one or several members. Never holds more than a few pieces, also when a
 * small file unpacks to a very large one.
 *
 * Throws Failure input.invalid at damaged data or a missing end, after all bytes before it.
 */
export async function* gunzipped(
  packed: AsyncIterable<Uint8Array>,
  label: string,
): AsyncGenerator<Uint8Array> {
  const unpacker = createGunzip({ chunkSize: pieceBytes });
  // The iteration below throws whatever goes wrong here.
  pipeline(Readable.from(packed), unpacker, () => {});
  try {
    yield* unpacker as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw asFailure(error, label);
  } finally {
    unpacker.destroy();
  }
}

function asFailure(error: unknown, label: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!code.startsWith("Z_")) return error;
  const verdict = code === "Z_BUF_ERROR" ? "is cut short" : "is damaged";
  return new Failure("input.invalid", `"${label}" ${verdict}: its gzip data does not end well`, {
    cause: error,
  });
}
