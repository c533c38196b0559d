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
  size: PlaneSize,
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

export interface PlaneSize {
  readonly count: number;
  readonly width: number;
}

/** Reads what `writePlanes` wrote. The caller has checked that the bytes are there. */
export function readPlanes(
  bytes: Uint8Array,
  at: number,
  size: PlaneSize,
  codes: Float64Array,
): void {
  const { count, width } = size;
  if (width === 0) {
    codes.fill(0, 0, count);
    return;
  }
  for (let i = 0; i < count; i++) codes[i] = bytes[at + i] as number;
  for (let plane = 1; plane < width; plane++) {
    const scale = 256 ** plane;
    const start = at + plane * count;
    for (let i = 0; i < count; i++) {
      codes[i] = (codes[i] as number) + (bytes[start + i] as number) * scale;
    }
  }
}

/** The same for codes of whole numbers of either sign: 0, 1, 2, 3 are 0, -1, 1, -2. */
export function readSignedPlanes(
  bytes: Uint8Array,
  at: number,
  size: PlaneSize,
  numbers: Float64Array,
): void {
  const { count, width } = size;
  // Up to three bytes, shifts are exact; nearly all blocks are of this kind.
  if (width === 1) {
    for (let i = 0; i < count; i++) {
      const code = bytes[at + i] as number;
      numbers[i] = (code >>> 1) ^ -(code & 1);
    }
  } else if (width === 2) {
    const second = at + count;
    for (let i = 0; i < count; i++) {
      const code = (bytes[at + i] as number) | ((bytes[second + i] as number) << 8);
      numbers[i] = (code >>> 1) ^ -(code & 1);
    }
  } else if (width === 3) {
    const second = at + count;
    const third = second + count;
    for (let i = 0; i < count; i++) {
      const low = (bytes[at + i] as number) | ((bytes[second + i] as number) << 8);
      const code = low | ((bytes[third + i] as number) << 16);
      numbers[i] = (code >>> 1) ^ -(code & 1);
    }
  } else {
    readPlanes(bytes, at, size, numbers);
    for (let i = 0; i < count; i++) numbers[i] = unzigzag(numbers[i] as number);
  }
}

/** Whole numbers of either sign as codes: 0, -1, 1, -2 become 0, 1, 2, 3. */
export function zigzag(value: number): number {
  return value >= 0 ? 2 * value : -2 * value - 1;
}

export function unzigzag(code: number): number {
  const half = Math.floor(code / 2);
  return code - 2 * half === 1 ? -half - 1 : half;
}
