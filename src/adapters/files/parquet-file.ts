import { open } from "node:fs/promises";
import { basename } from "node:path";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaElement,
} from "hyparquet";
import { Failure } from "../../base/failure.ts";
import type { InputChunk, InputFile } from "../../ports/input-file.ts";
import { fileFailure } from "./file-failure.ts";

/** Rows whose columns are held at once, and rows that are written as text at once. */
const rowsAtOnce = 65_536;
const rowsOfChunk = 4_096;
/** Bytes of one row group by its own word: more is refused rather than held. */
const groupBytesMax = 268_435_456;
/** Bytes of the description at a file's end; hyparquet reads as much at first. */
const footerBytes = 524_288;

/**
 * A Parquet file as the CSV text that says the same, so that one reader knows what columns and
 * times may look like: one line for the names of the columns, one for each row. Numbers are written
 * so that they read back to the same double, moments in UTC are marked with a Z, and others are
 * not. Nested columns are left out.
 *
 * memory  the packed columns of one row group, and `rowsAtOnce` of its rows: some 140 MB
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
    const rowCount = Number(metadata.num_rows);
    for (const group of metadata.row_groups) {
      if (Number(group.total_byte_size) > groupBytesMax) throw new Error("a row group too large");
    }
    const groupRows = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
    if (groupRows !== rowCount) throw new Error("its row groups have other rows than it says");
    for (let rowStart = 0; rowStart < rowCount; rowStart += rowsAtOnce) {
      if (signal?.aborted) return;
      const rowEnd = Math.min(rowStart + rowsAtOnce, rowCount);
      const found = await readColumns(file, metadata, { names, rowStart, rowEnd });
      for (let from = 0; from < rowEnd - rowStart; from += rowsOfChunk) {
        const until = Math.min(from + rowsOfChunk, rowEnd - rowStart);
        const text = textOf(columns, found, { from, until });
        yield this.#chunk(text, (rowStart + until) / rowCount);
      }
      // The columns are large, and the runtime waits for far more before it collects.
      found.clear();
      Bun.gc(true);
    }
  }

  #chunk(text: string, share: number): InputChunk {
    return { bytes: encoder.encode(text), storedBytesRead: Math.round(share * this.storedBytes) };
  }

  #asFailure(error: unknown): unknown {
    const known = fileFailure(error, this.label);
    if (known instanceof Failure) return known;
    const why = error instanceof Error ? error.message : String(error);
    const text = `"${this.label}" is no whole Parquet file, or one of an unknown kind (${why})`;
    return new Failure("input.invalid", text, { cause: error });
  }
}

interface TextColumn {
  readonly name: string;
  readonly kind: "date" | "utc" | "local" | "plain";
}

type Values = ArrayLike<unknown>;

/** Ways of packing beside Snappy, which the reader has itself. LZ4 is refused by name. */
const compressors = {
  GZIP: (packed: Uint8Array, bytes: number) => unpack(gunzipSync, packed, bytes),
  ZSTD: (packed: Uint8Array, bytes: number) => unpack(zstdDecompressSync, packed, bytes),
  BROTLI: (packed: Uint8Array, bytes: number) => unpack(brotliDecompressSync, packed, bytes),
};

/** Never more than the page says that it has: a small file may unpack to a very large one. */
function unpack(
  by: (packed: Uint8Array, options: { maxOutputLength: number }) => Uint8Array,
  packed: Uint8Array,
  bytes: number,
): Uint8Array {
  return new Uint8Array(by(packed, { maxOutputLength: Math.max(1, bytes) }));
}

/** Moments stay numbers, in ms, until a row is written: an object for each would take ten times more. */
const parsers = {
  timestampFromMilliseconds: Number,
  timestampFromMicroseconds: (us: bigint) => Number(us) / 1_000,
  timestampFromNanoseconds: (ns: bigint) => Number(ns / 1_000n) / 1_000,
  dateFromDays: (days: number) => days * 86_400_000,
};

function columnsOf(metadata: FileMetaData): readonly TextColumn[] {
  return parquetSchema(metadata)
    .children.filter(({ children }) => children.length === 0)
    .map(({ element }) => ({ name: element.name, kind: kindOf(element) }));
}

function kindOf({ type, converted_type: old, logical_type: own }: SchemaElement) {
  if (old === "DATE" || own?.type === "DATE") return "date";
  if (own?.type === "TIMESTAMP") return own.isAdjustedToUTC ? "utc" : "local";
  return type === "INT96" || old?.startsWith("TIMESTAMP") ? "utc" : "plain";
}

/** Columns of a stretch of rows. Parts of them come in any order, and may reach beyond it. */
async function readColumns(
  file: AsyncBuffer,
  metadata: FileMetaData,
  { names, rowStart, rowEnd }: { names: readonly string[]; rowStart: number; rowEnd: number },
): Promise<Map<string, Values>> {
  const found = new Map(names.map((name) => [name, new Array<unknown>(rowEnd - rowStart)]));
  const missing = new Map(names.map((name) => [name, rowEnd - rowStart]));
  await parquetRead({
    ...{ file, metadata, parsers, compressors, columns: [...names], rowStart, rowEnd },
    onChunk: ({ columnName, columnData, rowStart: at }) => {
      const column = found.get(columnName);
      if (column === undefined) return;
      const from = Math.max(0, rowStart - at);
      const until = Math.min(columnData.length, rowEnd - at);
      for (let index = from; index < until; index++) {
        column[at + index - rowStart] = columnData[index];
      }
      missing.set(columnName, (missing.get(columnName) ?? 0) - (until - from));
    },
  });
  for (const [name, count] of missing) {
    if (count !== 0) throw new Error(`the column "${name}" has not as many rows as the file`);
  }
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
    for (const [index, { name, kind }] of columns.entries()) {
      line += (index === 0 ? "" : ",") + valueText(found.get(name)?.[row], kind);
    }
    text += `${line}\n`;
  }
  return text;
}

function valueText(value: unknown, kind: TextColumn["kind"]): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return quoted(value);
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
