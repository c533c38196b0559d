import { open } from "node:fs/promises";
import { basename } from "node:path";
import type { AsyncBuffer, SchemaElement } from "hyparquet";
import { Failure } from "../../base/failure.ts";
import type { InputChunk, InputFile } from "../../ports/input-file.ts";
import { fileFailure } from "./file-failure.ts";
import { leavesOf, readFooter, readGroup } from "./parquet-footer.ts";
import { ColumnPages } from "./parquet-pages.ts";

/** Rows that are written as text at once, and rows after which memory is given back. */
const rowsOfChunk = 4_096;
const rowsOfCollection = 65_536;
/** A longer text is no name of anything; it is left out. */
const textLengthMax = 1_024;

/**
 * A Parquet file as the CSV text that says the same, so that one reader knows what columns and
 * times may look like: one line for the names of the columns, one for each row. Numbers are written
 * so that they read back to the same double, moments in UTC are marked with a Z, and others are
 * not. Nested columns are left out. What a damaged file says of itself is held against what it can
 * hold before anything is unpacked, so that reading it ends.
 *
 * memory  the packed columns of one row group, and a page of each: some 140 MB
 * https://parquet.apache.org/docs/file-format/
 */
export class ParquetFile implements InputFile {
  readonly label: string;
  readonly name: string;
  readonly storedBytes: number;
  readonly #modifiedTsMs: number;

  constructor(path: string, about: { readonly bytes: number; readonly modifiedTsMs: number }) {
    this.label = path;
    this.name = basename(path).replace(/\.(?:parquet|pq)$/i, ".csv");
    this.storedBytes = about.bytes;
    this.#modifiedTsMs = about.modifiedTsMs;
  }

  fingerprint(): Promise<string> {
    return Promise.resolve(`${this.storedBytes} ${this.#modifiedTsMs}`);
  }

  async *read(signal?: AbortSignal): AsyncGenerator<InputChunk> {
    let handle: Awaited<ReturnType<typeof open>> | null = null;
    try {
      handle = await open(this.label);
      yield* this.#rows(asBuffer(handle, this.storedBytes), signal);
    } catch (error) {
      throw this.#asFailure(error);
    } finally {
      await handle?.close();
    }
  }

  async *#rows(file: AsyncBuffer, signal: AbortSignal | undefined): AsyncGenerator<InputChunk> {
    if (file.byteLength === 0) return;
    const metadata = await readFooter(file);
    const leaves = leavesOf(metadata);
    const columns = leaves.map(({ element }) => ({ name: element.name, kind: kindOf(element) }));
    yield this.#chunk(`${columns.map(({ name }) => quoted(name)).join(",")}\n`, 0);
    const rowCount = Number(metadata.num_rows);
    let rowsRead = 0;
    let rowsHeld = 0;
    for (const group of metadata.row_groups) {
      if (signal?.aborted) return;
      const packed = await readGroup(file, group, leaves);
      const pages = packed.map((column) => new ColumnPages(column));
      const groupEnd = rowsRead + Number(group.num_rows);
      while (rowsRead < groupEnd) {
        if (signal?.aborted) return;
        const count = Math.min(rowsOfChunk, groupEnd - rowsRead);
        const text = textOf(columns, pages, count);
        rowsRead += count;
        rowsHeld += count;
        yield this.#chunk(text, rowsRead / rowCount);
        // The columns are large, and the runtime waits for far more before it collects.
        if (rowsHeld >= rowsOfCollection) Bun.gc(true);
        rowsHeld %= rowsOfCollection;
      }
    }
  }

  #chunk(text: string, share: number): InputChunk {
    return { bytes: encoder.encode(text), storedBytesRead: Math.round(share * this.storedBytes) };
  }

  #asFailure(error: unknown): unknown {
    if (error instanceof Failure) return error;
    // Those of zlib and of wrong arguments have codes too: they are the damaged file's.
    if (error instanceof Error && "syscall" in error) return fileFailure(error, this.label);
    const why = error instanceof Error ? error.message : String(error);
    const text = `"${this.label}" is no whole Parquet file, or one of an unknown kind (${why})`;
    return new Failure("input.invalid", text, { cause: error });
  }
}

type Kind = "date" | "utc" | "local" | "plain";

interface TextColumn {
  readonly name: string;
  readonly kind: Kind;
}

function kindOf({ type, converted_type: old, logical_type: own }: SchemaElement): Kind {
  if (old === "DATE" || own?.type === "DATE") return "date";
  if (own?.type === "TIMESTAMP") return own.isAdjustedToUTC ? "utc" : "local";
  return type === "INT96" || old?.startsWith("TIMESTAMP") ? "utc" : "plain";
}

function textOf(
  columns: readonly TextColumn[],
  pages: readonly ColumnPages[],
  count: number,
): string {
  const values = pages.map((column) => column.take(count));
  let text = "";
  for (let row = 0; row < count; row++) {
    let line = "";
    for (const [index, { kind }] of columns.entries()) {
      line += (index === 0 ? "" : ",") + valueText(values[index]?.[row], kind);
    }
    text += `${line}\n`;
  }
  return text;
}

function valueText(value: unknown, kind: Kind): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value.length > textLengthMax ? "" : quoted(value);
  if (typeof value === "object") return "";
  if (kind === "plain") return String(value);
  const moment = new Date(Number(value));
  if (Number.isNaN(moment.getTime())) return String(value);
  const text = moment.toISOString();
  if (kind === "date") return text.slice(0, 10);
  return kind === "utc" ? text : text.slice(0, -1);
}

const encoder = new TextEncoder();

function quoted(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""').replace(/[\n\r]/g, " ")}"` : text;
}

function asBuffer(
  handle: {
    read: (
      buffer: Uint8Array,
      at: number,
      length: number,
      from: number,
    ) => Promise<{ bytesRead: number }>;
  },
  byteLength: number,
): AsyncBuffer {
  return {
    byteLength,
    slice: async (start, end = byteLength) => {
      const bytes = new Uint8Array(Math.max(0, end - start));
      let filled = 0;
      while (filled < bytes.length) {
        const left = bytes.length - filled;
        const { bytesRead } = await handle.read(bytes, filled, left, start + filled);
        if (bytesRead === 0) throw new Error("it ends too early");
        filled += bytesRead;
      }
      return bytes.buffer;
    },
  };
}
