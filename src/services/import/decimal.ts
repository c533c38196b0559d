/**
 * Numbers straight from the bytes of a file.
 *
 * Every result is exactly what `Number(text)` gives. With at most 15 digits the digits without the
 * point are an exact double, so is the power of ten, and one division rounds once: correctly
 * (Clinger 1990, "How to read floating point numbers accurately"). All else goes to `Number`.
 */

const exactDigitsMax = 15;
const powersOfTen = Float64Array.from({ length: exactDigitsMax + 1 }, (_, power) => 10 ** power);

const zeroByte = 48;
const pointByte = 46;

const plainNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** 73,563,080 or 1,234.50: groups of three, so that a decimal comma is never taken for one. */
const groupedNumber = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;

/** Digits with at most one point; NaN for anything else, such as blanks, signs and exponents. */
export function parsePlainDecimal(bytes: Uint8Array, start: number, end: number): number {
  let digits = 0;
  let digitCount = end - start;
  let i = start;
  for (; i < end; i++) {
    const digit = (bytes[i] as number) - zeroByte;
    if (digit < 0 || digit > 9) break;
    digits = digits * 10 + digit;
  }
  if (i === end) return isExact(digitCount) ? digits : parseLongDecimal(bytes, start, end);
  if (bytes[i] !== pointByte) return Number.NaN;
  digitCount -= 1;
  const fractionStart = i + 1;
  for (i = fractionStart; i < end; i++) {
    const digit = (bytes[i] as number) - zeroByte;
    if (digit < 0 || digit > 9) return Number.NaN;
    digits = digits * 10 + digit;
  }
  if (!isExact(digitCount)) return parseLongDecimal(bytes, start, end);
  return digits / (powersOfTen[end - fractionStart] as number);
}

/**
 * A number as people and spreadsheets write it: blanks around it, a sign, an exponent, a leading
 * dollar sign, thousands in groups of three. NaN when it is none; may be infinite.
 */
export function parseWrittenDecimal(text: string): number {
  const bare = text.trim().replace(/^([+-]?)\$\s*/, "$1");
  if (plainNumber.test(bare)) return Number(bare);
  return groupedNumber.test(bare) ? Number(bare.replaceAll(",", "")) : Number.NaN;
}

function isExact(digitCount: number): boolean {
  return digitCount >= 1 && digitCount <= exactDigitsMax;
}

/** Only digits and a point are here, but too many of them, or none. */
function parseLongDecimal(bytes: Uint8Array, start: number, end: number): number {
  const text = String.fromCharCode(...bytes.subarray(start, end));
  return plainNumber.test(text) ? Number(text) : Number.NaN;
}
