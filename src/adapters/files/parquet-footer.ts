import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadata,
  parquetSchema,
  type RowGroup,
  type SchemaElement,
  type SchemaTree,
} from "hyparquet";
import { groupRowsMax, type PackedColumn, whole } from "./parquet-pages.ts";

/** Bytes of the description at a file's end, some thousand groups: more is refused. */
const footerBytesMax = 8_388_608;
/** A number is read to its end, and one of a whole damaged sector would take minutes. */
const numberBytesMax = 16_384;
/** Bytes of one row group by its own word: more is refused rather than held. */
const groupBytesMax = 268_435_456;
/** "PAR1", and the length of the description before it. */
const tailBytes = 8;
const magic = 0x31524150;

/** The description at a file's end. Throws Error where it is damaged. */
export async function readFooter(file: AsyncBuffer): Promise<FileMetaData> {
  const { byteLength } = file;
  const tail = new DataView(await file.slice(Math.max(0, byteLength - tailBytes), byteLength));
  if (tail.byteLength < tailBytes || tail.getUint32(4, true) !== magic) {
    throw new Error("it does not end as one");
  }
  const bytesMax = Math.min(footerBytesMax, byteLength - tailBytes);
  const bytes = whole(tail.getUint32(0, true), bytesMax, "bytes of description");
  const footer = await file.slice(byteLength - tailBytes - bytes, byteLength);
  let numberBytes = 0;
  for (const byte of new Uint8Array(footer)) {
    numberBytes = byte < 0x80 ? 0 : numberBytes + 1;
    if (numberBytes > numberBytesMax) throw new Error("its description has a number without end");
  }
  const metadata = parquetMetadata(footer, { geoparquet: false });
  const groupRows = metadata.row_groups.reduce((sum, group) => {
    whole(group.total_byte_size, groupBytesMax, "bytes in a row group");
    return sum + whole(group.num_rows, groupRowsMax, "rows in a group");
  }, 0);
  if (groupRows !== whole(metadata.num_rows, Number.MAX_SAFE_INTEGER, "rows")) {
    throw new Error("its row groups have other rows than it says");
  }
  return metadata;
}

/** A column that is not nested, and its place among all that are stored. */
export interface Leaf {
  readonly element: SchemaElement;
  readonly place: number;
}

/** Columns that are nested are left out. */
export function leavesOf(metadata: FileMetaData): readonly Leaf[] {
  const leaves: Leaf[] = [];
  let place = 0;
  for (const child of parquetSchema(metadata).children) {
    const { element, children } = child;
    if (children.length === 0 && element.repetition_type !== "REPEATED") {
      leaves.push({ element, place });
    }
    place += storedCount(child);
  }
  return leaves;
}

function storedCount({ children }: SchemaTree): number {
  if (children.length === 0) return 1;
  return children.reduce((sum, child) => sum + storedCount(child), 0);
}

/** The columns of a group as they are stored. Throws Error where they cannot be the schema's. */
export async function readGroup(
  file: AsyncBuffer,
  group: RowGroup,
  leaves: readonly Leaf[],
): Promise<readonly PackedColumn[]> {
  const rowCount = Number(group.num_rows);
  const columns: PackedColumn[] = [];
  let bytesLeft = groupBytesMax;
  for (const { element, place } of leaves) {
    const chunk = group.columns[place];
    const about = chunk?.meta_data;
    const path = about?.path_in_schema;
    const isOwn = path?.length === 1 && path[0] === element.name && about?.type === element.type;
    if (about === undefined || chunk?.file_path || !isOwn) {
      throw new Error(`a row group is without its column "${element.name}"`);
    }
    if (whole(about.num_values, rowCount, "values") !== rowCount) {
      throw new Error(`the column "${element.name}" has not as many rows as its group`);
    }
    const offset = about.dictionary_page_offset || about.data_page_offset;
    const from = whole(offset, file.byteLength - tailBytes, "as the place of a column");
    const roomBytes = Math.min(bytesLeft, file.byteLength - tailBytes - from);
    const bytes = whole(about.total_compressed_size, roomBytes, "bytes of a column");
    bytesLeft -= bytes;
    const packed = new Uint8Array(await file.slice(from, from + bytes));
    columns.push({ element, about, bytes: packed, rowCount });
  }
  return columns;
}
