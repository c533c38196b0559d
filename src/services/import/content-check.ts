/**
 * Says what a file is when it is not text that can be read, from its first bytes.
 * The answer completes the sentence "the file ...".
 */
export function findForeignContent(head: Uint8Array): string | null {
  const known = signatures.find(({ bytes }) => startsWith(head, bytes));
  if (known) return known.verdict;
  const nul = head.indexOf(0);
  if (nul >= 0) return looksLikeUtf16(head) ? utf16Verdict : "is binary, not text";
  return countControls(head) * 10 > head.length ? "is binary, not text" : null;
}

/** Length of a UTF-8 byte order mark, 0 without one. */
export function byteOrderMarkLength(head: Uint8Array): number {
  return startsWith(head, [0xef, 0xbb, 0xbf]) ? 3 : 0;
}

const utf16Verdict = "is UTF-16 text; convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)";

const signatures: readonly { readonly bytes: readonly number[]; readonly verdict: string }[] = [
  { bytes: [0xff, 0xfe, 0, 0], verdict: "is UTF-32 text; convert it to UTF-8" },
  { bytes: [0, 0, 0xfe, 0xff], verdict: "is UTF-32 text; convert it to UTF-8" },
  { bytes: [0xff, 0xfe], verdict: utf16Verdict },
  { bytes: [0xfe, 0xff], verdict: utf16Verdict },
  {
    bytes: ascii("PK\u0003\u0004"),
    verdict: "is a zip archive or a workbook; unpack or save it as CSV",
  },
  { bytes: ascii("BZh"), verdict: "is compressed with bzip2; unpack it or use gzip" },
  {
    bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a],
    verdict: "is compressed with xz; unpack it or use gzip",
  },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], verdict: "is compressed with zstd; unpack it or use gzip" },
  { bytes: [0x1f, 0x8b], verdict: "is compressed twice; unpack it once" },
  { bytes: ascii("PAR1"), verdict: "is a Parquet file; write it as CSV" },
  { bytes: ascii("SQLite format 3"), verdict: "is a SQLite database, not text" },
  { bytes: ascii("%PDF"), verdict: "is a PDF document, not text" },
];

const tab = 9;
const carriageReturn = 13;

function ascii(text: string): number[] {
  return Array.from(text, (char) => char.charCodeAt(0));
}

function startsWith(head: Uint8Array, bytes: readonly number[]): boolean {
  return head.length >= bytes.length && bytes.every((byte, i) => head[i] === byte);
}

/** ASCII text in UTF-16 has a NUL in every second byte. */
function looksLikeUtf16(head: Uint8Array): boolean {
  const length = Math.min(head.length, 64);
  let nulCount = 0;
  for (let i = 0; i < length; i++) if (head[i] === 0) nulCount++;
  return length >= 8 && nulCount * 2 >= length - 8 && nulCount * 2 <= length + 8;
}

function countControls(head: Uint8Array): number {
  let count = 0;
  for (const byte of head) if (byte < tab || (byte > carriageReturn && byte < 32)) count++;
  return count;
}
