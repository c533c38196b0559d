import { createGunzip, type Gunzip } from "node:zlib";
import { Failure } from "../../base/failure.ts";

/** Unpacked bytes that come at once. Small pieces cost time, large ones memory. */
const pieceBytes = 32768;

/** Whether these are the first bytes of gzip data. */
export function isGzip(head: Uint8Array): boolean {
  return head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b;
}

/**
 * Unpacks gzip data of one or several members, a piece ahead of the reader on a thread of its own.
 * Never holds more than a few pieces, also when a small file unpacks to a very large one. The next
 * chunk of `packed` is asked for when the one before is used up, so its buffer may be used again.
 *
 * Throws Failure input.invalid at damaged data or a missing end, after all bytes before it.
 */
export async function* gunzipped(
  packed: AsyncIterable<Uint8Array>,
  label: string,
): AsyncGenerator<Uint8Array> {
  const unpacker = new Unpacker();
  try {
    for await (const chunk of packed) {
      unpacker.write(chunk);
      yield* unpacker.pieces();
    }
    unpacker.end();
    yield* unpacker.pieces();
  } catch (error) {
    throw asFailure(error, label);
  } finally {
    unpacker.destroy();
  }
}

/** A gunzip stream without the queues that pipes put around it. */
class Unpacker {
  readonly #stream: Gunzip = createGunzip({ chunkSize: pieceBytes });
  #isBusy = false;
  #error: Error | null = null;
  #wake = () => {};

  constructor() {
    this.#stream.on("readable", () => this.#wake());
    this.#stream.on("end", () => this.#rest());
    this.#stream.on("error", (error) => {
      this.#error = error;
      this.#rest();
    });
  }

  write(chunk: Uint8Array): void {
    this.#isBusy = true;
    this.#stream.write(chunk, () => this.#rest());
  }

  end(): void {
    this.#isBusy = true;
    this.#stream.end();
  }

  /** What comes out until all that was written is used up. */
  async *pieces(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const piece = this.#stream.read() as Uint8Array | null;
      if (piece !== null) {
        yield piece;
        continue;
      }
      if (this.#error !== null) throw this.#error;
      if (!this.#isBusy) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  destroy(): void {
    this.#stream.destroy();
  }

  #rest(): void {
    this.#isBusy = false;
    this.#wake();
  }
}

function asFailure(error: unknown, label: string): unknown {
  if (!isZlibError(error)) return error;
  const verdict = isCutShort(error)
    ? "is cut short: its gzip data has no end"
    : "is damaged: its gzip data does not agree with its checksum";
  return new Failure("input.invalid", `"${label}" ${verdict}; get it again and import that`, {
    cause: error,
  });
}

/**
 * Whether gzip data failed because bytes are wrong, and not because the rest is missing. Where
 * they are wrong cannot be told: anything that was unpacked before may be.
 */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof Failure)) return false;
  return isZlibError(error.cause) && !isCutShort(error.cause);
}

function isZlibError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}

function isCutShort(error: { readonly code: string }): boolean {
  return error.code === "Z_BUF_ERROR";
}
