import { fileURLToPath } from "node:url";
import { readProcess } from "../../src/adapters/host/proc.ts";
import { serviceEnvironment } from "../../src/domain/service-environment.ts";
import { startChild } from "../../testing/child.ts";
import type { WorkerDay, WorkerDayEnd } from "./worker-child.ts";

export interface DayUse extends WorkerDayEnd {
  readonly fillS: number;
  /** Resident memory, MB of 2^20 bytes: at most while history is filled, and in the session. */
  readonly fillPeakMb: number;
  readonly peakMb: number;
  /** The median of all looks of the session, and of its last tenth. */
  readonly steadyMb: number;
  readonly lastMb: number;
  /** What no file backs, the median. */
  readonly heapMb: number;
}

const lookMs = 200;
const megabyte = 2 ** 20;
const childPath = fileURLToPath(import.meta.resolve("./worker-child.ts"));

interface Look {
  readonly rssMb: number;
  readonly anonMb: number;
}

/** Runs the worker through its day as systemd would, and looks at its memory. */
export async function liveThroughDay(day: WorkerDay): Promise<DayUse> {
  const startMs = performance.now();
  const environment = { ...process.env, ...serviceEnvironment };
  const child = startChild([process.execPath, childPath, JSON.stringify(day)], environment);
  const fill: Look[] = [];
  const live: Look[] = [];
  let fillS = Number.NaN;
  let looks = fill;
  const timer = setInterval(() => looks.push(lookAt(child.pid)), lookMs);
  try {
    for await (const line of child.lines) {
      if (line === "live") {
        fillS = (performance.now() - startMs) / 1_000;
        looks = live;
      }
      if (!line.startsWith("over ")) continue;
      live.push(lookAt(child.pid));
      return { ...(JSON.parse(line.slice(5)) as WorkerDayEnd), fillS, ...usesOf(fill, live) };
    }
    throw new Error("the worker ended before the close");
  } finally {
    clearInterval(timer);
    child.kill("SIGTERM");
    await child.ended;
  }
}

function usesOf(fill: readonly Look[], live: readonly Look[]) {
  const rss = live.map(({ rssMb }) => rssMb);
  return {
    fillPeakMb: Math.max(...fill.map(({ rssMb }) => rssMb)),
    peakMb: Math.max(...rss),
    steadyMb: median(rss),
    lastMb: median(rss.slice(-Math.ceil(rss.length / 10))),
    heapMb: median(live.map(({ anonMb }) => anonMb)),
  };
}

function lookAt(pid: number): Look {
  const found = readProcess("/proc", pid, { isPrecise: false });
  return {
    rssMb: (found?.rssBytes ?? 0) / megabyte,
    anonMb: (found?.anonBytes ?? 0) / megabyte,
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
