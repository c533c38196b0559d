import { crc32 } from "node:zlib";
import type { ColumnMetaData, PageHeader, ParquetParsers, SchemaElement } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { convert, DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { pageValues, runs, type Values } from "./parquet-values.ts";
import { unpackPage } from "./unpack-page.ts";

/** Bytes of one page once it is unpacked, and of the head before it. */
const pageBytesMax = 268_435_456;
const headBytesMax = 65_536;
/** Rows of one group, and entries of its dictionary, which may have more than the group uses. */
export const groupRowsMax = 4_194_304;
/** A decimal number of more bytes is none: 38 digits take 16. */
const decimalBytesMax = 32;

/** A flat column of one group of rows. */
export interface PackedColumn {
  readonly element: SchemaElement;
  readonly about: Pick<ColumnMetaData, "codec" | "type">;
  readonly bytes: Uint8Array;
  readonly rowCount: number;
}

interface Page {
  readonly head: PageHeader;
  readonly packed: Uint8Array;
  readonly bytes: number;
  readonly count: number;
}

/**
 * The values of a column in the order of rows, a page unpacked at a time. All heads of pages are
 * looked at before the first one is: they must have as many values as the group has rows. Throws
 * Error where they have not, and where a page is damaged.
 */
export class ColumnPages {
  readonly #column: PackedColumn;
  readonly #pages: readonly Page[];
  #next = 0;
  #dictionary: Values | null = null;
  #values: Values = [];
  #at = 0;

  constructor(column: PackedColumn) {
    this.#column = column;
    this.#pages = pagesOf(column);
  }

  take(count: number): readonly unknown[] {
    const taken: unknown[] = [];
    while (taken.length < count) {
      if (this.#at === this.#values.length) this.#turn();
      const until = Math.min(this.#values.length, this.#at + count - taken.length);
      for (; this.#at < until; this.#at++) taken.push(this.#values[this.#at]);
    }
    return taken;
  }

  #turn(): void {
    const page = this.#pages[this.#next++];
    if (page === undefined) throw new Error("a column has fewer rows than its group");
    this.#at = 0;
    this.#values = [];
    if (page.head.type === "DICTIONARY_PAGE") this.#dictionary = this.#entries(page);
    else this.#values = this.#unpacked(page);
  }

  #entries({ packed, bytes, count }: Page): Values {
    const page = unpackPage(this.#column.about.codec, packed, bytes);
    return this.#converted(page, "PLAIN", count);
  }

  #unpacked(page: Page): Values {
    const { count, head } = page;
    const isOptional = this.#column.element.repetition_type === "OPTIONAL";
    const { levels, values } = partsOf(page, { isOptional, codec: this.#column.about.codec });
    if (!isOptional) return this.#found(values, head, count);
    const isThere = runs(levels, { bits: 1, count });
    const thereCount = isThere.reduce((sum, there) => sum + there, 0);
    const nullCount = head.data_page_header_v2?.num_nulls ?? count - thereCount;
    if (nullCount !== count - thereCount) throw new Error("a page has other blanks than it says");
    const found = this.#found(values, head, thereCount);
    if (thereCount === count) return found;
    let next = 0;
    return Array.from(isThere, (there) => (there === 1 ? found[next++] : null));
  }

  #found(bytes: Uint8Array, head: PageHeader, count: number): Values {
    const encoding = (head.data_page_header ?? head.data_page_header_v2)?.encoding ?? "";
    if (!encoding.endsWith("_DICTIONARY")) return this.#converted(bytes, encoding, count);
    if (count === 0) return [];
    const dictionary = this.#dictionary;
    if (dictionary === null) throw new Error("a page before its dictionary");
    const [bits] = bytes;
    if (bits === undefined) throw new Error("a page has too few bytes");
    const places = runs(bytes.subarray(1), { bits, count });
    return Array.from(places, (place) => {
      if (place >= dictionary.length) throw new Error("a value that its dictionary does not have");
      return dictionary[place];
    });
  }

  #converted(bytes: Uint8Array, encoding: string, count: number): Values {
    const { element, about } = this.#column;
    const kind = { type: about.type, typeBytes: element.type_length };
    const values = pageValues(bytes, { encoding, count, kind }) as unknown[];
    if (element.converted_type === "DECIMAL" && values.some(isTooLong)) {
      throw new Error("a decimal number is too long");
    }
    // What remains of a decoder is about nested columns and packing.
    const decoder = { element, parsers } as unknown as Parameters<typeof convert>[1];
    return convert(values, decoder);
  }
}

/** Moments stay numbers, in ms, until a row is written: objects would take ten times more. */
const parsers: ParquetParsers = {
  ...DEFAULT_PARSERS,
  timestampFromMilliseconds: Number,
  timestampFromMicroseconds: (us: bigint) => Number(us) / 1_000,
  timestampFromNanoseconds: (ns: bigint) => Number(ns / 1_000n) / 1_000,
  dateFromDays: (days: number) => days * 86_400_000,
  jsonFromBytes: () => null,
  geometryFromBytes: () => null,
  geographyFromBytes: () => null,
};

function isTooLong(value: unknown): boolean {
  return value instanceof Uint8Array && value.length > decimalBytesMax;
}

/** The pages of a column; the last ones are left where its rows are complete. */
function pagesOf({ bytes, rowCount }: PackedColumn): readonly Page[] {
  const pages: Page[] = [];
  let at = 0;
  let seen = 0;
  while (seen < rowCount) {
    const headBytes = Math.min(headBytesMax, bytes.length - at);
    const reader = {
      view: new DataView(bytes.buffer, bytes.byteOffset + at, headBytes),
      offset: 0,
    };
    const head = parquetHeader(reader);
    at += reader.offset;
    const packedBytes = whole(head.compressed_page_size, bytes.length - at, "packed bytes");
    const packed = bytes.subarray(at, at + packedBytes);
    at += packedBytes;
    checkSum(head, packed);
    const isDictionary = head.type === "DICTIONARY_PAGE";
    if (isDictionary && pages.length > 0) throw new Error("a dictionary after its column's start");
    const about = aboutOf(head);
    const count = whole(about?.num_values, isDictionary ? groupRowsMax : rowCount - seen, "values");
    if (!isDictionary) seen += count;
    const size = whole(head.uncompressed_page_size, pageBytesMax, "bytes");
    pages.push({ head, packed, count, bytes: size });
  }
  return pages;
}

function aboutOf(head: PageHeader) {
  if (head.type === "DICTIONARY_PAGE") return head.dictionary_page_header;
  if (head.type === "DATA_PAGE") return head.data_page_header;
  if (head.type === "DATA_PAGE_V2") return head.data_page_header_v2;
  throw new Error(`a page of kind "${head.type}"`);
}

/** Most writers leave it out. */
function checkSum({ crc }: PageHeader, packed: Uint8Array): void {
  if (crc !== undefined && (crc32(packed) | 0) !== crc) throw new Error("a checksum is wrong");
}

/** Which rows have a value, and the values: pages of the second kind do not pack the former. */
function partsOf(
  { head, packed, bytes }: Page,
  { isOptional, codec }: { readonly isOptional: boolean; readonly codec: string },
): { readonly levels: Uint8Array; readonly values: Uint8Array } {
  const second = head.type === "DATA_PAGE_V2" ? head.data_page_header_v2 : undefined;
  if (second !== undefined) {
    const levelBytesMax = isOptional ? Math.min(bytes, packed.length) : 0;
    const levelBytes = whole(second.definition_levels_byte_length, levelBytesMax, "level bytes");
    whole(second.repetition_levels_byte_length, 0, "repetition bytes");
    if (second.num_rows !== second.num_values) throw new Error("a page of other rows than values");
    const rest = packed.subarray(levelBytes);
    const own = second.is_compressed === false ? "UNCOMPRESSED" : codec;
    const values = unpackPage(own, rest, bytes - levelBytes);
    return { levels: packed.subarray(0, levelBytes), values };
  }
  const page = unpackPage(codec, packed, bytes);
  if (!isOptional) return { levels: new Uint8Array(), values: page };
  if (head.data_page_header?.definition_level_encoding !== "RLE" || page.length < 4) {
    throw new Error("a page without levels");
  }
  const view = new DataView(page.buffer, page.byteOffset, page.length);
  const end = 4 + whole(view.getUint32(0, true), page.length - 4, "level bytes");
  // The values are a copy: they are read as numbers where they lie.
  return { levels: page.subarray(4, end), values: page.slice(end) };
}

/** What a file says of itself, as a number of 0 to `max`. */
export function whole(value: unknown, max: number, what: string): number {
  const isNumber = typeof value === "number" || typeof value === "bigint";
  const count = isNumber ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(count) && count >= 0 && count <= max) return count;
  throw new Error(`it says "${String(value).slice(0, 32)}" ${what} where ${max} can be at most`);
}
