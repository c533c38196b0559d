import { assert } from "../../../base/assert.ts";
import { type MemoryEntry, memoryMetrics } from "../../../domain/memory-sample.ts";

/**
 * Entries of a slot as bytes: a version, then 16 bytes for each, little-endian.
 *   u8 subject id, u8 metric, u32 mean, u32 max, u32 charged (all in KB), u16 stall in 1/100 %
 */
const version = 1;
const headBytes = 1;
const entryBytes = 16;
const kilobyte = 1_024;
const missingKb = 2 ** 32 - 1;
const missingStall = 2 ** 16 - 1;

/** An entry whose subject is an id of the store. */
export type StoredEntry = Omit<MemoryEntry, "subject"> & { readonly subjectId: number };

export function encodeEntries(entries: readonly StoredEntry[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(headBytes + entries.length * entryBytes);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, version);
  for (const [index, entry] of entries.entries()) {
    const at = headBytes + index * entryBytes;
    assert(entry.subjectId > 0 && entry.subjectId < 256, "subjects are few");
    view.setUint8(at, entry.subjectId);
    view.setUint8(at + 1, memoryMetrics.indexOf(entry.metric));
    view.setUint32(at + 2, toKb(entry.meanBytes), true);
    view.setUint32(at + 6, toKb(entry.maxBytes), true);
    view.setUint32(at + 10, toKb(entry.chargedBytesMax), true);
    const stall = entry.stallPctMax;
    view.setUint16(at + 14, stall === undefined ? missingStall : Math.round(stall * 100), true);
  }
  return bytes;
}

/** Undefined when the bytes are none of ours. */
export function decodeEntries(bytes: Uint8Array): readonly StoredEntry[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isWhole = bytes.length >= headBytes && (bytes.length - headBytes) % entryBytes === 0;
  if (!isWhole || view.getUint8(0) !== version) return undefined;
  const entries: StoredEntry[] = [];
  for (let at = headBytes; at < bytes.length; at += entryBytes) {
    const metric = memoryMetrics[view.getUint8(at + 1)];
    const meanBytes = fromKb(view.getUint32(at + 2, true));
    const maxBytes = fromKb(view.getUint32(at + 6, true));
    if (metric === undefined || meanBytes === undefined || maxBytes === undefined) return undefined;
    const stall = view.getUint16(at + 14, true);
    entries.push({
      subjectId: view.getUint8(at),
      ...{ metric, meanBytes, maxBytes },
      chargedBytesMax: fromKb(view.getUint32(at + 10, true)),
      stallPctMax: stall === missingStall ? undefined : stall / 100,
    });
  }
  return entries;
}

function toKb(bytes: number | undefined): number {
  if (bytes === undefined) return missingKb;
  return Math.min(missingKb - 1, Math.round(bytes / kilobyte));
}

function fromKb(kb: number): number | undefined {
  return kb === missingKb ? undefined : kb * kilobyte;
}
