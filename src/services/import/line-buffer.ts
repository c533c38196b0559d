import { assert } from "../../base/assert.ts";
import { lineFeed } from "./row-splitter.ts";

/** Bytes of one line, at most. A row of bars has under a hundred. */
export const lineBytesMax = 65_536;
/** Bytes that are taken in at once. */
export const sliceBytesMax = 131_072;

/**
 * Whole lines out of chunks of any size: what follows the last line feed waits for the next chunk.
 *
 * memory  `lineBytesMax` + `sliceBytesMax`, whatever the file holds
 */
export class LineBuffer {
  readonly bytes = new Uint8Array(lineBytesMax + sliceBytesMax + 1);
  /** Where the first unread line starts; the reader moves it on. */
  start = 0;
  /** End of the last whole line. */
  wholeEnd = 0;
  #end = 0;
  #discardedBytes = 0;

  /** Empties the buffer for another file. */
  reset(): void {
    this.start = 0;
    this.wholeEnd = 0;
    this.#end = 0;
    this.#discardedBytes = 0;
  }

  /** Bytes of the file before `start`. */
  get offset(): number {
    return this.#discardedBytes + this.start;
  }

  /** Bytes that wait for the end of their line. */
  get partialBytes(): number {
    return this.#end - this.wholeEnd;
  }

  /** What is in the buffer and not read yet. */
  get unread(): Uint8Array {
    return this.bytes.subarray(this.start, this.#end);
  }

  /** True when the line that is not finished yet is longer than any line may be. */
  get isLineTooLong(): boolean {
    return this.partialBytes > lineBytesMax;
  }

  /** Adds at most `sliceBytesMax` bytes. All whole lines must have been read. */
  append(slice: Uint8Array): void {
    assert(slice.length <= sliceBytesMax, "a slice fits into the buffer");
    assert(this.start === this.wholeEnd, "whole lines were read before more comes in");
    assert(!this.isLineTooLong, "a line that is too long is not continued");
    this.bytes.copyWithin(0, this.start, this.#end);
    this.#discardedBytes += this.start;
    this.#end -= this.start;
    this.start = 0;
    this.bytes.set(slice, this.#end);
    const feed = slice.lastIndexOf(lineFeed);
    this.wholeEnd = feed < 0 ? 0 : this.#end + feed + 1;
    this.#end += slice.length;
  }

  /** Ends the last line of a file that ends without a line feed. */
  finish(): void {
    if (this.partialBytes === 0) return;
    this.bytes[this.#end] = lineFeed;
    this.#end += 1;
    this.wholeEnd = this.#end;
  }
}
