import { assert } from "../../base/assert.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import { BarBatch } from "./bar-batch.ts";
import type { Destination, FileTally } from "./file-tally.ts";
import { SegmentWriter } from "./segment-writer.ts";

/** Files whose last rows wait together to be written: folders of small files are common. */
const filesPerBatchMax = 64;

/**
 * Rows that a batch may grow to when they are scattered over so many symbols that few rows of each
 * are together: 16 MB of columns. Eight times the rows are written five times as fast.
 */
const scatteredRowsMax = 262_144;

/** Rows of one file in the batch. */
interface Segment {
  readonly tally: FileTally;
  readonly from: number;
  onStored?: () => void;
}

/**
 * Collects rows and writes them in one transaction together with how far each file has come, so
 * that a kill at any moment leaves whole batches and a place to go on from.
 */
export class BatchWriter {
  readonly batch: BarBatch;
  readonly #store: Pick<Store, "bars" | "imports">;
  readonly #clock: Clock;
  readonly #segmentWriter: SegmentWriter;
  #segments: Segment[] = [];
  #isOpen = false;

  constructor(parts: {
    readonly store: Pick<Store, "bars" | "imports">;
    readonly clock: Clock;
    readonly destination: Destination;
    readonly batchRows: number;
  }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.batch = new BarBatch(parts.batchRows);
    this.#segmentWriter = new SegmentWriter(parts.store.bars, this.batch, parts.destination);
  }

  /** Rows that are pushed from now on are those of this file. */
  open(tally: FileTally): void {
    assert(!this.#isOpen, "one file is read at a time");
    this.#isOpen = true;
    this.#segments.push({ tally, from: this.batch.length });
  }

  /**
   * The open file has no more rows; what waits may wait for those of other files. `onStored` is
   * called once all is written.
   */
  close(onStored: () => void): void {
    const segment = this.#segments.at(-1);
    assert(this.#isOpen && segment !== undefined, "a file is open");
    segment.onStored = onStored;
    this.#isOpen = false;
    if (this.#segments.length >= filesPerBatchMax) this.flush();
  }

  /** Forgets the rows of the open file that were not written, and the file. */
  drop(): void {
    const segment = this.#segments.pop();
    assert(this.#isOpen && segment !== undefined, "a file is open");
    this.batch.length = segment.from;
    this.#isOpen = false;
  }

  /** Makes room for more rows of the open file: by writing, or where that is slow by growing. */
  makeRoom(): void {
    const { batch } = this;
    const segment = this.#segments.at(-1);
    assert(this.#isOpen && segment !== undefined, "a file is open");
    const rows = { from: segment.from, to: batch.length };
    const mayGrow = batch.capacity < scatteredRowsMax;
    if (mayGrow && this.#segmentWriter.isScattered(segment.tally, rows)) {
      batch.grow(Math.min(2 * batch.capacity, scatteredRowsMax));
    } else {
      this.flush();
    }
  }

  /** Writes everything that waits. Throws what the store throws, and then nothing was written. */
  flush(): void {
    const { bars, imports } = this.#store;
    const nowMs = this.#clock.nowMs();
    bars.transaction(() => {
      for (const [index, { tally, from }] of this.#segments.entries()) {
        const to = this.#segments[index + 1]?.from ?? this.batch.length;
        if (to > from) this.#segmentWriter.write(tally, { from, to });
        // Until it has caught up with an interrupted run, that run's progress stands.
        if (!tally.isResuming && tally.rowCount > 0)
          imports.setImportProgress(tally.progress(nowMs));
      }
    });
    for (const { onStored } of this.#segments) onStored?.();
    const open = this.#isOpen ? this.#segments.at(-1) : undefined;
    this.#segments = open ? [{ tally: open.tally, from: 0 }] : [];
    this.batch.length = 0;
  }
}
