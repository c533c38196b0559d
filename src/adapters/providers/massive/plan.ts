import { dayMs } from "../../../domain/local-date.ts";
import { newYorkDate, newYorkTsMs } from "../../../domain/new-york.ts";

/**
 * free      end of day, two years back, 5 requests a minute; no quotes, options or stream
 * delayed   paid ("Starter", "Developer"): everything 15 minutes late
 * realtime  paid ("Advanced"): live
 */
export const massivePlans = ["free", "delayed", "realtime"] as const;
export type MassivePlan = (typeof massivePlans)[number];

const delaysMs: Readonly<Record<MassivePlan, number>> = {
  free: dayMs,
  delayed: 15 * 60_000,
  realtime: 0,
};
/** Days of history of the smallest account of each kind. */
const depths: Readonly<Record<MassivePlan, number>> = {
  free: 2 * 365,
  delayed: 5 * 365,
  realtime: 20 * 365,
};

/** How far prices of the plan lag behind; on the free one they come when the day is over. */
export function planDelayMs(plan: MassivePlan): number {
  return delaysMs[plan];
}

/** Moments before this one may be asked for: a free key is refused anything of today. */
export function knownUntilTsMs(plan: MassivePlan, nowMs: number): number {
  return plan === "free" ? newYorkTsMs(newYorkDate(nowMs), 0) : nowMs - delaysMs[plan];
}

export function planDepthDays(plan: MassivePlan): number {
  return depths[plan];
}
