import { closeSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../base/failure.ts";
import type { RejectFile, RejectFolder, RejectLine } from "../../ports/reject-file.ts";

/** Bytes that are collected before they are written. */
const bufferBytes = 65_536;
/** Reject files of one name and second, at most. */
const namesMax = 1_000;

/** Keeps rejected rows as CSV in `folder`, which is made when there is the first one. */
export class DiskRejectFolder implements RejectFolder {
  readonly #folder: string;
  readonly #stamp: string;

  /** `nowMs` becomes part of the names: "daily.csv-20230630T210000Z.csv". */
  constructor(folder: string, nowMs: number) {
    this.#folder = folder;
    this.#stamp = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, "");
  }

  open(fileName: string): RejectFile {
    return new DiskRejectFile(this.#folder, `${fileName}-${this.#stamp}`);
  }
}

class DiskRejectFile implements RejectFile {
  path: string | null = null;
  readonly #folder: string;
  readonly #stem: string;
  #descriptor = -1;
  #buffer = Buffer.alloc(0);
  #length = 0;

  constructor(folder: string, stem: string) {
    this.#folder = folder;
    this.#stem = stem;
  }

  add(line: RejectLine): void {
    if (this.path === null) this.#create();
    const { lineNumber, reason, message, text } = line;
    this.#push(Buffer.from(`${lineNumber},${reason},${quoted(message)},"`));
    this.#push(doubleQuotes(text));
    this.#push(endOfLine);
  }

  close(): void {
    if (this.#descriptor < 0) return;
    try {
      this.#write();
    } finally {
      closeSync(this.#descriptor);
      this.#descriptor = -1;
      this.#buffer = Buffer.alloc(0);
    }
  }

  discard(): void {
    if (this.path === null) return;
    this.#length = 0;
    this.close();
    rmSync(this.path, { force: true });
    this.path = null;
  }

  #create(): void {
    this.#buffer = Buffer.allocUnsafe(bufferBytes);
    attempt(this.#folder, () => {
      mkdirSync(this.#folder, { recursive: true });
      for (let number = 1; this.path === null; number++) {
        const suffix = number === 1 ? "" : `-${number}`;
        this.#openNew(join(this.#folder, `${this.#stem}${suffix}.csv`), number);
      }
    });
    this.#push(Buffer.from("line,reason,message,text\n"));
  }

  /** Leaves `path` null when a file of that name is there already. */
  #openNew(path: string, number: number): void {
    try {
      this.#descriptor = openSync(path, "wx", 0o640);
      this.path = path;
    } catch (error) {
      const isTaken = error instanceof Error && "code" in error && error.code === "EEXIST";
      if (!isTaken || number >= namesMax) throw error;
    }
  }

  #push(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#buffer.length) this.#write();
    if (bytes.length > this.#buffer.length) {
      attempt(this.#folder, () => writeFileSync(this.#descriptor, bytes));
      return;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #write(): void {
    if (this.#length === 0) return;
    const bytes = this.#buffer.subarray(0, this.#length);
    this.#length = 0;
    attempt(this.#folder, () => writeFileSync(this.#descriptor, bytes));
  }
}

const endOfLine = Buffer.from('"\n');
const quoteByte = 34;

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** The bytes as they are, but for quotes, which CSV doubles inside of quotes. */
function doubleQuotes(text: Uint8Array): Uint8Array {
  if (!text.includes(quoteByte)) return text;
  const doubled: number[] = [];
  for (const byte of text) byte === quoteByte ? doubled.push(byte, byte) : doubled.push(byte);
  return Uint8Array.from(doubled);
}

function attempt(folder: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new Failure(
      "store.unavailable",
      `cannot write rejected rows to "${folder}"${reason}; free some space or correct permissions`,
      { cause: error },
    );
  }
}
