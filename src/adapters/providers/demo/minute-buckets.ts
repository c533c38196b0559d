import type { MutableBars } from "../../../domain/bars.ts";
import type { MinutePainter } from "./minute-painter.ts";

/** One bar in the making: a reusable scratch. */
export interface Bucket {
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

const minuteMs = 60_000;

/**
 * Adds up painted minutes `fromMinute` up to `untilMinute`. False when nobody traded in them:
 * then there is no bar, as on a real tape, and `bucket` holds nothing of use.
 */
export function fillBucket(
  minutes: MinutePainter,
  span: { readonly fromMinute: number; readonly untilMinute: number },
  bucket: Bucket,
): boolean {
  bucket.volume = 0;
  for (let minute = span.fromMinute; minute < span.untilMinute; minute++) {
    const volume = minutes.volume[minute] as number;
    if (volume === 0) continue;
    const high = minutes.high[minute] as number;
    const low = minutes.low[minute] as number;
    if (bucket.volume === 0) {
      bucket.open = minutes.open[minute] as number;
      bucket.high = high;
      bucket.low = low;
    }
    if (high > bucket.high) bucket.high = high;
    if (low < bucket.low) bucket.low = low;
    bucket.close = minutes.close[minute] as number;
    bucket.volume += volume;
  }
  return bucket.volume > 0;
}

/** Appends the bars of a whole painted session; the last one may be shorter. */
export function writeBuckets(
  minutes: MinutePainter,
  session: {
    readonly minuteCount: number;
    readonly bucketMinutes: number;
    /** The opening bell. */
    readonly openTsMs: number;
    readonly into: MutableBars;
  },
): void {
  const { minuteCount, bucketMinutes, openTsMs, into } = session;
  const bucket: Bucket = { open: 0, high: 0, low: 0, close: 0, volume: 0 };
  for (let fromMinute = 0; fromMinute < minuteCount; fromMinute += bucketMinutes) {
    const untilMinute = Math.min(fromMinute + bucketMinutes, minuteCount);
    if (!fillBucket(minutes, { fromMinute, untilMinute }, bucket)) continue;
    const at = into.length;
    into.openTsMs[at] = openTsMs + fromMinute * minuteMs;
    into.open[at] = bucket.open;
    into.high[at] = bucket.high;
    into.low[at] = bucket.low;
    into.close[at] = bucket.close;
    into.volume[at] = bucket.volume;
    into.length = at + 1;
  }
}
