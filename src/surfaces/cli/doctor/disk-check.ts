import { type Interval, intervalMs } from "../../../domain/interval.ts";
import type { SeriesInfo } from "../../../ports/bar-store.ts";
import type { Store } from "../../../ports/store.ts";
import { formatBytes, formatSpan } from "../format.ts";
import { type Check, ok, warn } from "./check.ts";
import type { Patient } from "./patient.ts";

const diskFreeBytesMin = 500e6;
const dayMs = 86_400_000;
const sessionMs = 6.5 * 3_600_000;
const sessionsAWeek = 5;
/** A series without bars for longer than this does not grow any more. */
const livelyMs = 8 * dayMs;
/** Bytes of a bar before there are many: measured on daily bars, with tables around them. */
const barBytesUsual = 12;
const barsKnownMin = 10_000;
const daysLeftMin = 30;

/** Whether the disk has room, and for how long at the pace at which bars come in. */
export function diskCheck({ context, dataDir }: Patient, store: Store | null): Check {
  const { freeBytes } = context.program.host.folder(dataDir);
  if (freeBytes === null) return ok("disk", "the system does not tell how much is free");
  const free = `${formatBytes(freeBytes)} free`;
  const way = "free some space on that disk, or keep fewer bars";
  const bytesPerSession = store === null ? 0 : growth(store);
  if (bytesPerSession === 0) {
    return freeBytes < diskFreeBytesMin ? warn("disk", free, way) : ok("disk", free);
  }
  const leftMs = (freeBytes / bytesPerSession / sessionsAWeek) * 7 * dayMs;
  const pace = `the store grows by ${formatBytes(bytesPerSession)} a session at most`;
  const text = `${free}, ${pace}: enough for ${formatSpan(leftMs)}`;
  const isTight = freeBytes < diskFreeBytesMin || leftMs < daysLeftMin * dayMs;
  return isTight ? warn("disk", text, way) : ok("disk", text);
}

/** Bytes of the bars that one session brings, before old ones are dropped. */
function growth(store: Store): number {
  const { barCount, bytes } = store.stats();
  const series = store.bars.series();
  const newestTsMs = series.reduce((newest, { lastTsMs }) => Math.max(newest, lastTsMs), 0);
  const isLively = ({ lastTsMs }: SeriesInfo) => newestTsMs - lastTsMs < livelyMs;
  const bars = series
    .filter(isLively)
    .reduce((sum, { interval }) => sum + barsPerSession(interval), 0);
  return bars * (barCount < barsKnownMin ? barBytesUsual : bytes / barCount);
}

function barsPerSession(interval: Interval): number {
  if (interval === "1w") return 1 / sessionsAWeek;
  return interval === "1d" ? 1 : Math.ceil(sessionMs / intervalMs(interval));
}
