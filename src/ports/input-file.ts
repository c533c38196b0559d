/** A stretch of a file's text, in order. */
export interface InputChunk {
  /** Decoded bytes; only valid until the next chunk is asked for. */
  readonly bytes: Uint8Array;
  /** Bytes of the stored file, compressed or not, that were read so far. */
  readonly storedBytesRead: number;
}

/** Something to import: a file on disk or what another program pipes in. */
export interface InputFile {
  /** As the user named it, for messages: "../data/daily.csv.gz", "stdin". */
  readonly label: string;
  /** Without folders: "daily.csv.gz". */
  readonly name: string;
  /** Size on disk, compressed or not; null for a pipe. */
  readonly storedBytes: number | null;
  /**
   * Text that changes when the content does; null for a pipe, which cannot be recognised.
   * Throws Failure input.missing.
   */
  fingerprint(): Promise<string | null>;
  /**
   * The content from its start, unpacked when it is gzip. A pipe can be read once. `signal` ends
   * the chunks early, without an error.
   * Throws Failure input.missing when it cannot be opened or read; input.invalid when compressed
   * data is cut short, after all whole chunks, or damaged: a file before its first chunk, a pipe
   * only once its end is reached.
   */
  read(signal?: AbortSignal): AsyncIterable<InputChunk>;
}
