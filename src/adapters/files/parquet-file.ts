import { open } from "node:fs/promises";
import { basename } from "node:path";
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
} from "hyparquet";
import { Failure } from "../../base/failure.ts";
import type { InputChunk, InputFile } from "../../ports/input-file.ts";
import { fileFailure } from "./file-failure.ts";

/** Rows that are unpacked and written as text at once. */
const rowsAtOnce = 8_192;
/** Bytes of the columns of one row group, unpacked: what a reader has to hold. */
const groupBytesMax = 268_435_456;
/** Bytes of the description at a file's end; hyparquet reads as much at first. */
const footerBytes = 524_288;

/**
 * A Parquet file as the CSV text that says the same, so that one reader knows what columns and
 * times may look like: one line for the names of the columns, one for each row. Numbers are written
 * so that they read back to the same double, moments in UTC are marked with a Z, and others are
 * not. Nested columns are left out.
 *
 * memory  one row group's columns: Parquet is packed by column
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
    const metadata = await parquetMetadataAsync(file, {
      ...{ parsers, initialFetchSize: Math.min(footerBytes, file.byteLength) },
    });
    const columns = columnsOf(metadata);
    const names = columns.map(({ name }) => name);
    yield this.#chunk(`${names.map(quoted).join(",")}\n`, 0);
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      if (Number(group.total_byte_size) > groupBytesMax) throw new Error("a row group too large");
      const groupEnd = rowStart + Number(group.num_rows);
      // A group is unpacked as a whole, whatever part of it is asked for.
      const found = await readColumns(file, metadata, { names, rowStart, rowEnd: groupEnd });
      for (let row = rowStart; row < groupEnd; row += rowsAtOnce) {
        if (signal?.aborted) return;
        const until = Math.min(row + rowsAtOnce, groupEnd);
        const text = textOf(columns, found, { from: row - rowStart, until: until - rowStart });
        yield this.#chunk(text, until / Math.max(1, Number(metadata.num_rows)));
      }
      rowStart = groupEnd;
    }
  }

  #chunk(text: string, share: number): InputChunk {
    return { bytes: encoder.encode(text), storedBytesRead: Math.round(share * this.storedBytes) };
  }

  #asFailure(error: unknown): unknown {
    const known = fileFailure(error, this.label);
    if (known instanceof Failure) return known;
    const why = error instanceof Error ? error.message : String(error);
    const text = `"${this.label}" is no whole Parquet file, or packed in a way unknown here (${why})`;
    return new Failure("input.invalid", text, { cause: error });
  }
}

interface TextColumn {
  readonly name: string;
  readonly isUtc: boolean;
}

type Values = ArrayLike<unknown>;

/** A moment of a column, in ns, and a date: before they become a `Date` that forgets both. */
class Moment {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const parsers = {
  timestampFromMilliseconds: (ms: bigint) => new Moment(momentText(Number(ms))),
  timestampFromMicroseconds: (us: bigint) => new Moment(momentText(Number(us) / 1_000)),
  timestampFromNanoseconds: (ns: bigint) => new Moment(momentText(Number(ns / 1_000n) / 1_000)),
  dateFromDays: (days: number) => new Moment(momentText(days * 86_400_000).slice(0, 10)),
} as never;

/** Without the zone, which the column knows. */
function momentText(tsMs: number): string {
  return new Date(tsMs).toISOString().slice(0, -1);
}

function columnsOf(metadata: FileMetaData): readonly TextColumn[] {
  return parquetSchema(metadata)
    .children.filter(({ children }) => children.length === 0)
    .map(({ element }) => {
      const kind = element.logical_type as { type?: string; isAdjustedToUTC?: boolean } | undefined;
      const isLocal = kind?.type === "TIMESTAMP" && kind.isAdjustedToUTC === false;
      return { name: element.name, isUtc: !isLocal };
    });
}

async function readColumns(
  file: AsyncBuffer,
  metadata: FileMetaData,
  { names, rowStart, rowEnd }: { names: readonly string[]; rowStart: number; rowEnd: number },
): Promise<ReadonlyMap<string, Values>> {
  const found = new Map<string, Values>();
  await parquetRead({
    ...{ file, metadata, parsers, columns: [...names], rowStart, rowEnd },
    onChunk: ({ columnName, columnData, rowStart: at }) => {
      const before = found.get(columnName);
      const own = at < rowStart ? Array.from(columnData).slice(rowStart - at) : columnData;
      found.set(columnName, before ? [...Array.from(before), ...Array.from(own)] : own);
    },
  });
  return found;
}

function textOf(
  columns: readonly TextColumn[],
  found: ReadonlyMap<string, Values>,
  { from, until }: { readonly from: number; readonly until: number },
): string {
  let text = "";
  for (let row = from; row < until; row++) {
    let line = "";
    for (const [index, { name, isUtc }] of columns.entries()) {
      line += (index === 0 ? "" : ",") + valueText(found.get(name)?.[row], isUtc);
    }
    text += `${line}\n`;
  }
  return text;
}

function valueText(value: unknown, isUtc: boolean): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return quoted(value);
  if (value instanceof Moment) {
    return isUtc && value.text.length > dateLength ? `${value.text}Z` : value.text;
  }
  return typeof value === "object" ? "" : String(value);
}

const dateLength = 10;
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
