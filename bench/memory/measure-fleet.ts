import { readProcess } from "../../src/adapters/host/proc.ts";
import { Fleet, type FleetMode } from "../../testing/fleet.ts";

/** Memory of one process, MB of 2^20 bytes. */
export interface ProcessUse {
  readonly name: string;
  readonly rssMb: number;
  readonly pssMb: number;
  readonly anonMb: number;
}

export interface FleetUse {
  readonly mode: FleetMode;
  readonly symbols: number;
  readonly warm: readonly ProcessUse[];
  readonly end: readonly ProcessUse[];
  /** Highest sums of all readings in between. */
  readonly peakRssMb: number;
  readonly peakPssMb: number;
  readonly warmUpS: number;
}

const megabyte = 2 ** 20;
const liveMsMax = 300_000;
/** What the first collection after the warm-up may take. */
const settleMs = 5_000;
const readingMs = 2_000;

/** Runs a demo market at 60 times the speed of a clock and reads what its processes use. */
export async function measureFleet(options: {
  readonly mode: FleetMode;
  readonly symbols: number;
  readonly seed: number;
  readonly seconds: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly program?: readonly string[];
}): Promise<FleetUse> {
  const { mode, symbols, seconds } = options;
  const fleet = new Fleet({ ...options, speed: 60 });
  const startMs = performance.now();
  try {
    await fleet.start();
    await fleet.untilLive(liveMsMax);
    const warmUpS = (performance.now() - startMs) / 1_000;
    await Bun.sleep(settleMs);
    const warm = read(fleet, mode);
    let [peakRssMb, peakPssMb] = [0, 0];
    let end = warm;
    const endMs = performance.now() + 1_000 * seconds;
    while (performance.now() < endMs) {
      await Bun.sleep(readingMs);
      end = read(fleet, mode);
      peakRssMb = Math.max(peakRssMb, total(end, "rssMb"));
      peakPssMb = Math.max(peakPssMb, total(end, "pssMb"));
    }
    return { mode, symbols, warm, end, peakRssMb, peakPssMb, warmUpS };
  } finally {
    await fleet.dispose();
  }
}

export function total(uses: readonly ProcessUse[], what: "rssMb" | "pssMb" | "anonMb"): number {
  return uses.reduce((sum, use) => sum + use[what], 0);
}

function read(fleet: Fleet, mode: FleetMode): readonly ProcessUse[] {
  const services = fleet.services().map(({ service, process }) => ({ name: service, process }));
  const supervisor =
    mode === "six" ? readProcess("/proc", fleet.pid, { isPrecise: true }) : undefined;
  const all = supervisor ? [...services, { name: "supervisor", process: supervisor }] : services;
  return all.map(({ name, process: { rssBytes, pssBytes, anonBytes } }) => ({
    name,
    rssMb: (rssBytes ?? Number.NaN) / megabyte,
    pssMb: (pssBytes ?? Number.NaN) / megabyte,
    anonMb: (anonBytes ?? Number.NaN) / megabyte,
  }));
}
