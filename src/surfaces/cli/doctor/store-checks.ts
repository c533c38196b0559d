import { barCloseTsMs } from "../../../domain/bar-time.ts";
import { isDateKeyed } from "../../../domain/interval.ts";
import { barTimeText } from "../../../domain/result-table.ts";
import type { SeriesInfo } from "../../../ports/bar-store.ts";
import type { Store } from "../../../ports/store.ts";
import { marketNowMs } from "../../../services/scan/market-clock.ts";
import type { CliContext } from "../context.ts";
import { counted, formatBytes, formatCount, formatSpan } from "../format.ts";
import { type Check, fail, ok, warn } from "./check.ts";

/** A quick look reads about 500 MB a second where the disk allows it. */
const lookedThroughBytesMax = 500e6;
/**
 * Before it, two processes that fold the log into the file at the same moment could damage it.
 * src https://www.sqlite.org/wal.html#walresetbug
 */
const engineMin = [3, 51, 3] as const;
const hourMs = 3_600_000;
/** Processes on one machine have one clock; more apart means that it was set back. */
const clockToleranceMs = 60_000;

export function databaseCheck(store: Store, { isDeep }: { readonly isDeep: boolean }): Check {
  const { engine, bytes, path } = store.stats();
  if (isOlder(engine)) {
    const way = `use a runtime with SQLite ${engineMin.join(".")} or later: Bun does`;
    return warn("database", `${engine} can damage a file that several processes write`, way);
  }
  if (!isDeep && bytes > lookedThroughBytesMax) {
    const large = `${formatBytes(bytes)} are much to read`;
    return ok("database", `${engine}; ${large}, --deep looks it through`);
  }
  const [first, ...more] = store.findDamage({ isDeep });
  if (first === undefined) {
    const look = isDeep ? "every page and index is whole" : "every page is whole";
    return ok("database", `${engine}; ${look}`);
  }
  const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
  const way = `restore a back-up, or move "${path}" away and import again`;
  return fail("database", `damaged: ${first}${others}`, way);
}

function isOlder(engine: string): boolean {
  const parts = (/(\d+)\.(\d+)\.(\d+)/.exec(engine) ?? []).slice(1).map(Number);
  if (parts.length < engineMin.length) return false;
  const at = engineMin.findIndex((number, index) => number !== parts[index]);
  return at >= 0 && (parts[at] as number) < (engineMin[at] as number);
}

/** The counts come from the tables, the bars are read and decoded. */
export function storeCheck(store: Store, { isFull }: { readonly isFull: boolean }): Check {
  const { bytes, barCount, schemaVersion } = store.stats();
  const series = store.bars.series();
  const what =
    `schema ${schemaVersion}, ${formatBytes(bytes)}, ${counted(barCount, "bar")} in ` +
    `${formatCount(series.length)} series`;
  if (isFull) return ok("store", `${what}; all read, checksum ${store.bars.checksum()}`);
  const sample = [series[0], series.at(-1)].filter((info) => info !== undefined);
  for (const info of sample) {
    const bars = store.bars.read(info);
    if (bars.length === info.barCount) continue;
    const found = `${bars.length} bars of ${info.symbol} where ${info.barCount} are listed`;
    return fail("store", found, "import the data again into a new --data-dir");
  }
  return ok("store", what);
}

export function dataCheck(context: CliContext, store: Store): Check {
  const newestId = store.events.newestId();
  const [event] = store.events.after(newestId - 1, { limit: 1 });
  const aheadMs = (event?.tsMs ?? 0) - context.clock.nowMs();
  if (aheadMs > clockToleranceMs) {
    const text = `the newest event is ${formatSpan(aheadMs)} ahead of the clock`;
    return warn("data", text, "the clock was set back, or was wrong before; set it right");
  }
  const newest = newestOf(store.bars.series());
  if (newest === undefined) return ok("data", "no bars yet; read some with l2t import FILE");
  const nowTsMs = marketNowMs(store.metadata, context.clock);
  const ageMs = nowTsMs - barCloseTsMs(newest.lastTsMs, newest.interval);
  const label = newest.source.isSimulated ? "simulated; " : "";
  const bar = `${label}newest bar ${barTimeText(newest.lastTsMs, newest)}`;
  // A daily bar is dated by its day and may be there before that day is over.
  const toleranceMs = isDateKeyed(newest.interval) ? 24 * hourMs : 0;
  if (ageMs < -toleranceMs) {
    return warn("data", `${bar}, ${formatSpan(ageMs)} ahead of the clock`, "set the clock right");
  }
  return ok("data", `${bar}, ${formatSpan(Math.max(ageMs, 0))} old`);
}

/** Files and the demo market, the only providers so far, ask for no login that could run out. */
export function providerCheck(store: Store): Check {
  const providers = new Set(store.bars.series().map(({ source }) => source.provider));
  if (providers.size === 0) return ok("providers", "none has delivered bars yet");
  const names = [...providers].sort().join(", ");
  return ok("providers", `${names}: no login needed, so none runs out`);
}

function newestOf(series: readonly SeriesInfo[]): SeriesInfo | undefined {
  let newest: SeriesInfo | undefined;
  for (const info of series) {
    if (newest === undefined || info.lastTsMs > newest.lastTsMs) newest = info;
  }
  return newest;
}
