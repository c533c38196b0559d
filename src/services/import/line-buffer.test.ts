import { expect, test } from "bun:test";
import fc from "fast-check";
import { LineBuffer, lineBytesMax, sliceBytesMax } from "./line-buffer.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function readLines(buffer: LineBuffer, lines: string[]): void {
  while (buffer.start < buffer.wholeEnd) {
    const feed = buffer.bytes.indexOf(10, buffer.start);
    lines.push(decoder.decode(buffer.bytes.subarray(buffer.start, feed)));
    buffer.start = feed + 1;
  }
}

test("lines come out whole, however the file is cut into chunks", () => {
  const lines = fc.array(fc.stringMatching(/^[a-z]{0,12}$/), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(lines, fc.array(fc.integer({ min: 1, max: 9 })), (expected, cuts) => {
      const bytes = encoder.encode(expected.join("\n"));
      const buffer = new LineBuffer();
      const seen: string[] = [];
      for (let at = 0, cut = 0; at < bytes.length; cut++) {
        const size = cuts[cut % Math.max(cuts.length, 1)] ?? 7;
        buffer.append(bytes.subarray(at, at + size));
        at += size;
        readLines(buffer, seen);
      }
      buffer.finish();
      readLines(buffer, seen);
      // A last line without any text is no line.
      if (expected.at(-1) === "") expected = expected.slice(0, -1);
      expect(seen).toEqual(expected);
      expect(buffer.offset).toBe(
        bytes.length + (expected.length > 0 && bytes.at(-1) !== 10 ? 1 : 0),
      );
    }),
  );
});

test("a line without an end is noticed before it is kept", () => {
  const buffer = new LineBuffer();
  buffer.append(new Uint8Array(lineBytesMax).fill(97));
  expect(buffer.isLineTooLong).toBe(false);
  buffer.append(new Uint8Array(sliceBytesMax).fill(97));
  expect(buffer.isLineTooLong).toBe(true);
});

test("a reset buffer starts at the beginning of another file", () => {
  const buffer = new LineBuffer();
  buffer.append(encoder.encode("one\ntw"));
  buffer.start = buffer.wholeEnd;
  buffer.reset();
  buffer.append(encoder.encode("three\n"));
  expect([buffer.offset, buffer.partialBytes]).toEqual([0, 0]);
  expect(decoder.decode(buffer.unread)).toBe("three\n");
});
