import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";
import type { Readable } from "node:stream";
import type { InputChunk, InputFile } from "../../ports/input-file.ts";
import { decoded } from "./decoded.ts";
import { diskChunks } from "./disk-chunks.ts";
import { fileFailure } from "./file-failure.ts";
import { isDamage, isGzip } from "./gunzip.ts";
import { pipeChunks } from "./pipe-chunks.ts";

/** Bytes at both ends of a file that tell it from others of its name, size and time. */
const fingerprintBytes = 65_536;

/** A regular file. It is read anew by each call of `read`. */
export class DiskFile implements InputFile {
  readonly label: string;
  readonly name: string;
  readonly storedBytes: number;
  readonly #modifiedTsMs: number;
  #isChecked = false;

  /** `path` is how the user named it. */
  constructor(path: string, about: { readonly bytes: number; readonly modifiedTsMs: number }) {
    this.label = path;
    this.name = basename(path);
    this.storedBytes = about.bytes;
    this.#modifiedTsMs = about.modifiedTsMs;
  }

  /** Size, time of the last change, and a hash of both ends: the middle may be gigabytes. */
  async fingerprint(): Promise<string> {
    try {
      const digest = await this.#hashEnds();
      return `${this.storedBytes} ${this.#modifiedTsMs} ${digest}`;
    } catch (error) {
      throw fileFailure(error, this.label);
    }
  }

  async *read(signal?: AbortSignal): AsyncGenerator<InputChunk> {
    if (!this.#isChecked && (await this.#isGzip())) await this.#refuseDamage(signal);
    this.#isChecked = true;
    yield* decoded(diskChunks(this.label), this.label, signal);
  }

  async #isGzip(): Promise<boolean> {
    try {
      for await (const head of diskChunks(this.label)) return isGzip(head);
      return false;
    } catch (error) {
      throw fileFailure(error, this.label);
    }
  }

  /**
   * Unpacks it once without looking: a flipped bit turns prices into other prices, and shows only
   * at the checksum in the end, when rows would be stored already.
   */
  async #refuseDamage(signal: AbortSignal | undefined): Promise<void> {
    try {
      for await (const _ of decoded(diskChunks(this.label), this.label, signal));
    } catch (error) {
      // Data that only lacks its end is right as far as it goes.
      if (isDamage(error)) throw error;
    }
  }

  async #hashEnds(): Promise<string> {
    const hash = createHash("sha256");
    const handle = await open(this.label);
    try {
      hash.update(await readAt(handle, 0));
      hash.update(await readAt(handle, Math.max(0, this.storedBytes - fingerprintBytes)));
    } finally {
      await handle.close();
    }
    return hash.digest("hex").slice(0, 32);
  }
}

/** What another program writes to us: standard input or a named pipe. It can be read once. */
export class PipeFile implements InputFile {
  readonly label: string;
  readonly name: string;
  readonly storedBytes = null;
  readonly #open: () => Readable;

  constructor(label: string, open: () => Readable) {
    this.label = label;
    this.name = basename(label);
    this.#open = open;
  }

  fingerprint(): Promise<null> {
    return Promise.resolve(null);
  }

  read(signal?: AbortSignal): AsyncIterable<InputChunk> {
    return decoded(pipeChunks(this.#open, signal), this.label, signal);
  }
}

async function readAt(handle: FileHandle, start: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(fingerprintBytes);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
