/**
 * Columns of whole numbers as byte planes: all low bytes, then all second bytes, and so on. Small
 * numbers leave whole planes zero, which a compressor takes to nothing.
 */

/** Numbers below 2^53 need no more bytes than this. */
export const planeWidthMax = 7;

/** Bytes that the largest of the first `count` codes needs: 0 when all of them are 0. */
export function planeWidth(codes: Float64Array, count: number): number {
  let largest = 0;
  for (let i = 0; i < count; i++) {
    const code = codes[i] as number;
    if (code > largest) largest = code;
  }
  let width = 0;
  while (largest >= 1) {
    largest /= 256;
    width += 1;
  }
  return width;
}

/** Writes `width` planes of `count` bytes at `at` and returns the end of them. */
export function writePlanes(
  codes: Float64Array,
  size: { readonly count: number; readonly width: number },
  out: Uint8Array,
  at: number,
): number {
  const { count, width } = size;
  const lowWidth = Math.min(width, 4);
  for (let i = 0; i < count; i++) {
    const code = codes[i] as number;
    const low = code >>> 0;
    for (let plane = 0; plane < lowWidth; plane++) {
      out[at + plane * count + i] = low >>> (8 * plane);
    }
  }
  if (width > 4) {
    for (let i = 0; i < count; i++) {
      const high = Math.floor((codes[i] as number) / 2 ** 32);
      for (let plane = 4; plane < width; plane++) {
        out[at + plane * count + i] = high >>> (8 * (plane - 4));
      }
    }
  }
  return at + width * count;
}

/** Reads what `writePlanes` wrote. The caller has checked that the bytes are there. */
export function readPlanes(
  bytes: Uint8Array,
  at: number,
  size: { readonly count: number; readonly width: number },
  codes: Float64Array,
): void {
  const { count, width } = size;
  if (width === 0) {
    codes.fill(0, 0, count);
  } else if (width === 1) {
    for (let i = 0; i < count; i++) codes[i] = bytes[at + i] as number;
  } else if (width === 2) {
    readTwo(bytes, at, count, codes);
  } else if (width === 3) {
    readThree(bytes, at, count, codes);
  } else {
    readMany(bytes, at, size, codes);
  }
}

function readTwo(bytes: Uint8Array, at: number, count: number, codes: Float64Array): void {
  const second = at + count;
  for (let i = 0; i < count; i++) {
    codes[i] = (bytes[at + i] as number) | ((bytes[second + i] as number) << 8);
  }
}

function readThree(bytes: Uint8Array, at: number, count: number, codes: Float64Array): void {
  const second = at + count;
  const third = second + count;
  for (let i = 0; i < count; i++) {
    codes[i] =
      (bytes[at + i] as number) |
      ((bytes[second + i] as number) << 8) |
      ((bytes[third + i] as number) << 16);
  }
}

function readMany(
  bytes: Uint8Array,
  at: number,
  size: { readonly count: number; readonly width: number },
  codes: Float64Array,
): void {
  const { count, width } = size;
  readThree(bytes, at, count, codes);
  for (let plane = 3; plane < width; plane++) {
    const scale = 256 ** plane;
    const start = at + plane * count;
    for (let i = 0; i < count; i++) {
      codes[i] = (codes[i] as number) + (bytes[start + i] as number) * scale;
    }
  }
}
