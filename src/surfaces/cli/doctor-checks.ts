import { Failure } from "../../base/failure.ts";
import { barCloseTsMs } from "../../domain/bar-time.ts";
import { isDateKeyed } from "../../domain/interval.ts";
import { formatLocalDate } from "../../domain/local-date.ts";
import { newYorkDate, newYorkOffsetMs } from "../../domain/new-york.ts";
import { barTimeText, utcText } from "../../domain/result-table.ts";
import { marketStatus } from "../../domain/session.ts";
import type { SeriesInfo } from "../../ports/bar-store.ts";
import type { Store } from "../../ports/store.ts";
import { marketNowMs } from "../../services/scan/market-clock.ts";
import type { CliContext } from "./context.ts";
import { counted, formatBytes, formatCount, formatSpan } from "./format.ts";

/** One thing that was looked at. */
export interface Check {
  readonly name: string;
  readonly state: "ok" | "warn" | "fail";
  readonly finding: string;
  /** What to do about it; absent when all is well. */
  readonly wayOut?: string;
}

const memoryFreeBytesMin = 100e6;
const diskFreeBytesMin = 500e6;
/** The program was written after this. */
const clockTsMsMin = Date.UTC(2025, 0, 1);
const hourMs = 3_600_000;

/** Looks at everything that the program depends on, cheapest first; changes nothing. */
export async function runChecks(
  context: CliContext,
  options: { readonly isFull: boolean },
): Promise<readonly Check[]> {
  return [
    ...machineChecks(context),
    folderCheck(context),
    ...(await storeChecks(context, options)),
    await portCheck(context),
    clockCheck(context),
    calendarCheck(context),
  ];
}

function machineChecks({ program, version }: CliContext): Check[] {
  const facts = program.host.machine();
  const isBun = facts.runtime.startsWith("Bun ");
  const runtime: Check = isBun
    ? ok("runtime", `${facts.runtime} on ${facts.system}`)
    : warn("runtime", `${facts.runtime}, not Bun`, "start it by bin/l2t");
  const avx2 = facts.hasAvx2 === null ? "" : facts.hasAvx2 ? ", with AVX2" : ", without AVX2";
  const cores = counted(facts.cpuCount, "core");
  const { memoryFreeBytes, memoryLimitBytes } = facts;
  const limit = memoryLimitBytes === null ? "" : `, ${formatBytes(memoryLimitBytes)} allowed`;
  const memory =
    `${formatBytes(facts.memoryBytes)}, ${formatBytes(memoryFreeBytes)} free${limit}; ` +
    `this process uses ${formatBytes(facts.usedBytes)}`;
  return [
    ok("version", `learn2trade ${version}`),
    runtime,
    ok("processor", `${cores}, ${facts.cpuModel}${avx2}`),
    memoryFreeBytes < memoryFreeBytesMin
      ? warn("memory", memory, "free some, or expect slow scans")
      : ok("memory", memory),
  ];
}

function folderCheck({ program, settings }: CliContext): Check {
  const { dataDir } = settings;
  const { exists, isWritable, freeBytes } = program.host.folder(dataDir);
  const way = "name another with --data-dir, or correct its permissions";
  if (!isWritable) return fail("data folder", `"${dataDir}" cannot be written`, way);
  const free = freeBytes === null ? "" : `, ${formatBytes(freeBytes)} free`;
  const text = `"${dataDir}"${exists ? "" : " will be made"}${free}`;
  if (freeBytes === null || freeBytes >= diskFreeBytesMin) return ok("data folder", text);
  return warn("data folder", text, "free some space on that disk");
}

async function storeChecks(
  context: CliContext,
  options: { readonly isFull: boolean },
): Promise<Check[]> {
  const { program, settings } = context;
  const { dataDir } = settings;
  if (!program.hasStore(dataDir)) {
    return [ok("store", "none yet; l2t import FILE or l2t up --demo makes one")];
  }
  try {
    const store = await program.openStore({ dataDir, isReadOnly: true });
    try {
      return [storeCheck(store, options), dataCheck(context, store)];
    } finally {
      store.close();
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [fail("store", error.message, `failure ${error.code}`)];
  }
}

/** The counts come from the tables, the bars are read and decoded. */
function storeCheck(store: Store, { isFull }: { readonly isFull: boolean }): Check {
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

function dataCheck(context: CliContext, store: Store): Check {
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

async function portCheck({ program, settings }: CliContext): Promise<Check> {
  const { host, port } = settings;
  if (await program.host.canListen({ host, port })) return ok("port", `${host}:${port} is free`);
  const way = "choose another with --port, or stop what listens there (l2t up, maybe)";
  return warn("port", `${host}:${port} is taken`, way);
}

function clockCheck({ clock }: CliContext): Check {
  const nowMs = clock.nowMs();
  const text = `${utcText(nowMs)} UTC`;
  if (nowMs < clockTsMsMin) return fail("clock", `${text} is in the past`, "set the clock right");
  const january = newYorkOffsetMs(Date.UTC(2024, 0, 15));
  const july = newYorkOffsetMs(Date.UTC(2024, 6, 15));
  if (january === -5 * hourMs && july === -4 * hourMs) return ok("clock", text);
  return fail("clock", "the zone America/New_York is wrong", "update the time zones of the system");
}

function calendarCheck({ clock }: CliContext): Check {
  const nowMs = clock.nowMs();
  const { session, reason, nextChangeTsMs, nextSession } = marketStatus(nowMs);
  const why = reason === undefined ? "" : ` (${reason})`;
  const next = `${nextSession} in ${formatSpan(nextChangeTsMs - nowMs)}`;
  const date = formatLocalDate(newYorkDate(nowMs));
  return ok("market", `${date} in New York: ${session}${why}, ${next}`);
}

function newestOf(series: readonly SeriesInfo[]): SeriesInfo | undefined {
  let newest: SeriesInfo | undefined;
  for (const info of series) {
    if (newest === undefined || info.lastTsMs > newest.lastTsMs) newest = info;
  }
  return newest;
}

function ok(name: string, finding: string): Check {
  return { name, state: "ok", finding };
}

function warn(name: string, finding: string, wayOut: string): Check {
  return { name, state: "warn", finding, wayOut };
}

function fail(name: string, finding: string, wayOut: string): Check {
  return { name, state: "fail", finding, wayOut };
}
