import type { ProcessRole } from "../../domain/service-name.ts";
import { memoryText, shareText } from "./memory-text.ts";
import type { MemoryLimits } from "./used-memory.ts";

/** What the guard knows at one moment. What is undefined could not be read. */
export interface GuardReading {
  readonly tsMs: number;
  readonly box: {
    readonly totalBytes: number | undefined;
    readonly availableBytes: number | undefined;
    /** Share of the last ten seconds in which nothing ran for want of memory, 0..100. */
    readonly stallPct: number | undefined;
  };
  readonly services: readonly ServiceReading[];
}

export interface ServiceReading {
  readonly service: ProcessRole;
  readonly usedBytes: number;
  readonly limits: MemoryLimits | undefined;
  readonly stallPct: number | undefined;
  /** Times the kernel slowed it down since the last reading. */
  readonly throttledCount: number;
}

/**
 * calm    all is far from its limit
 * easing  neither calm nor tight: nothing is done and nothing taken back
 * tight   a limit is near
 * urgent  a limit is met, or nearly
 */
export const pressureLevels = ["calm", "easing", "tight", "urgent"] as const;
export type PressureLevel = (typeof pressureLevels)[number];

export interface Pressure {
  readonly level: PressureLevel;
  /** What is worst, with its values. */
  readonly cause: string;
}

interface Thresholds {
  readonly calmMax: number;
  readonly tightMin: number;
  readonly urgentMin: number;
}

/**
 * Use as a share of the limit. Below MemoryHigh, for the kernel slows down whoever is above it so
 * much that it cannot help itself any more.
 */
const useShare: Thresholds = { calmMax: 0.75, tightMin: 0.85, urgentMin: 0.95 };
/** Without MemoryHigh a process may come this close to where it is killed. */
const shareOfMax = 0.95;

/** Percent of ten seconds; 5 is half a second lost. */
const stall: Thresholds = { calmMax: 1, tightMin: 5, urgentMin: 20 };

/** What the machine keeps free as a share of its memory, and at most: 115 MB of 961 MB. */
const reserveShare = 0.12;
const reserveBytesMax = 160 * 2 ** 20;
/** Reserve as a multiple of what is available. */
const shortage: Thresholds = { calmMax: 2 / 3, tightMin: 1, urgentMin: 2 };

/** The worst of all that a reading shows. */
export function judgePressure(reading: GuardReading): Pressure {
  const ofServices = reading.services.flatMap((service) => [...judgeService(service)]);
  const found = [...judgeBox(reading.box), ...ofServices];
  const rank = ({ level }: Pressure) => pressureLevels.indexOf(level);
  return found.reduce((worst, next) => (rank(next) > rank(worst) ? next : worst), {
    level: "calm",
    cause: "all is far from its limits",
  });
}

function* judgeBox(box: GuardReading["box"]): Generator<Pressure> {
  const { totalBytes, availableBytes, stallPct } = box;
  if (totalBytes !== undefined && availableBytes !== undefined) {
    const reserve = Math.min(totalBytes * reserveShare, reserveBytesMax);
    const cause =
      `the machine has ${memoryText(availableBytes)} of ${memoryText(totalBytes)} available; ` +
      `it should keep ${memoryText(reserve)}`;
    yield { level: levelOf(reserve / Math.max(1, availableBytes), shortage), cause };
  }
  if (stallPct === undefined) return;
  const cause = `the machine stands still ${stallPct.toFixed(1)} % of the time for want of memory`;
  yield { level: levelOf(stallPct, stall), cause };
}

/**
 * Whether the kernel slows a service down and it matters. Where little is held, the kernel only
 * drops file pages and nothing waits: that happens to all that read files below a limit.
 */
export function isThrottled(of: ServiceReading): boolean {
  if (of.throttledCount === 0) return false;
  return [...judgeUse(of), ...judgeStall(of)].some(({ level }) => level !== "calm");
}

function* judgeService(of: ServiceReading): Generator<Pressure> {
  const { service, throttledCount } = of;
  if (isThrottled(of)) {
    const cause = `the kernel slows ${service} down at its limit (${throttledCount} times)`;
    yield { level: "urgent", cause };
  }
  yield* judgeUse(of);
  yield* judgeStall(of);
}

function* judgeUse({ service, usedBytes, limits }: ServiceReading): Generator<Pressure> {
  const limitBytes = limits && Math.min(limits.highBytes, limits.maxBytes * shareOfMax);
  if (limitBytes === undefined || !Number.isFinite(limitBytes)) return;
  const share = usedBytes / limitBytes;
  const cause =
    `${service} uses ${memoryText(usedBytes)}, ${shareText(share)} of the ` +
    `${memoryText(limitBytes)} that it should stay below`;
  yield { level: levelOf(share, useShare), cause };
}

function* judgeStall({ service, stallPct }: ServiceReading): Generator<Pressure> {
  if (stallPct === undefined) return;
  const cause = `${service} stands still ${stallPct.toFixed(1)} % of the time for want of memory`;
  yield { level: levelOf(stallPct, stall), cause };
}

function levelOf(value: number, { calmMax, tightMin, urgentMin }: Thresholds): PressureLevel {
  if (value >= urgentMin) return "urgent";
  if (value >= tightMin) return "tight";
  return value <= calmMax ? "calm" : "easing";
}
