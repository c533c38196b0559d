/** A row that an import did not take. */
export interface RejectLine {
  readonly lineNumber: number;
  /** One word, such as "bad-time". */
  readonly reason: string;
  /** A sentence with the value. */
  readonly message: string;
  /** The line as it stands in the file, without its end; only valid during the call. */
  readonly text: Uint8Array;
}

/** Where the rejected rows of one input file are kept. It comes into being with the first row. */
export interface RejectFile {
  /** Null as long as nothing was rejected. */
  readonly path: string | null;
  /** Throws Failure store.unavailable, as the others do. */
  add(line: RejectLine): void;
  close(): void;
  /** Removes what was written: the import of the file was refused as a whole. */
  discard(): void;
}

export interface RejectFolder {
  /** `fileName` without folders names the reject file. */
  open(fileName: string): RejectFile;
}
