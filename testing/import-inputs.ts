import { createHash } from "node:crypto";
import type { InputChunk, InputFile } from "../src/ports/input-file.ts";
import type { RejectFile, RejectFolder, RejectLine } from "../src/ports/reject-file.ts";

/** An input file in memory, handed over in chunks of a chosen size. */
export class MadeFile implements InputFile {
  readonly label: string;
  readonly name: string;
  readonly storedBytes: number | null;
  /** Called with the count of bytes handed over so far, before each chunk. */
  onChunk: (bytesGiven: number) => void = () => {};
  readonly #bytes: Uint8Array;
  readonly #chunkBytes: number;

  constructor(
    name: string,
    content: string | Uint8Array,
    options: { readonly chunkBytes?: number; readonly isPipe?: boolean } = {},
  ) {
    this.label = name;
    this.name = name;
    this.#bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    this.#chunkBytes = options.chunkBytes ?? 65_536;
    this.storedBytes = options.isPipe ? null : this.#bytes.length;
  }

  async fingerprint(): Promise<string | null> {
    if (this.storedBytes === null) return null;
    return createHash("sha256").update(this.#bytes).digest("hex");
  }

  /** One buffer for all chunks, as a reader of a disk has it. */
  async *read(signal?: AbortSignal): AsyncGenerator<InputChunk> {
    const buffer = new Uint8Array(this.#chunkBytes);
    for (let at = 0; at < this.#bytes.length; at += this.#chunkBytes) {
      this.onChunk(at);
      if (signal?.aborted) return;
      const piece = this.#bytes.subarray(at, at + this.#chunkBytes);
      buffer.set(piece);
      yield { bytes: buffer.subarray(0, piece.length), storedBytesRead: at + piece.length };
    }
  }
}

/** Rejected rows as they were added, with their text. */
export interface KeptReject extends Omit<RejectLine, "text"> {
  readonly fileName: string;
  readonly text: string;
}

/** Keeps rejected rows in memory. */
export class MadeRejects implements RejectFolder {
  rows: KeptReject[] = [];

  open(fileName: string): RejectFile {
    const folder = this;
    return {
      get path() {
        return folder.rows.some((row) => row.fileName === fileName) ? `rejects/${fileName}` : null;
      },
      add({ text, ...line }) {
        folder.rows.push({ ...line, fileName, text: new TextDecoder().decode(text) });
      },
      close() {},
      discard() {
        folder.rows = folder.rows.filter((row) => row.fileName !== fileName);
      },
    };
  }
}
