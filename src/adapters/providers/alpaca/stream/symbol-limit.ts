import { isEverything, type Subscription } from "./channel.ts";

/**
 * Plans limit the symbols of a stream, and error 405 does not tell to what number. Prints and
 * quotes are limited first and lowest (30 symbols on the free plan), bars hardly ever.
 */
const steps = [
  { narrow: Number.POSITIVE_INFINITY, wide: Number.POSITIVE_INFINITY },
  { narrow: 200, wide: Number.POSITIVE_INFINITY },
  { narrow: 30, wide: Number.POSITIVE_INFINITY },
  { narrow: 15, wide: Number.POSITIVE_INFINITY },
  { narrow: 5, wide: 200 },
  { narrow: 1, wide: 30 },
  { narrow: 0, wide: 10 },
] as const;
/** "*" weighs more than any list, and lists beside it still count. */
const everythingCount = 1_000_000;
const wideKinds = ["bars", "updatedBars", "news"];

/** Number of the step after `step` that makes `wanted` smaller; null where none is left. */
export function nextStep(wanted: Subscription, step: number): number | null {
  const now = countOf(limited(wanted, step));
  for (let next = step + 1; next < steps.length; next++) {
    const count = countOf(limited(wanted, next));
    if (count === 0) return null;
    if (count < now) return next;
  }
  return null;
}

/** The first symbols of each list, as many as the step allows. "*" is more than any number. */
export function limited(wanted: Subscription, step: number): Subscription {
  const limits = steps[Math.min(step, steps.length - 1)] as (typeof steps)[number];
  return Object.fromEntries(
    Object.entries(wanted).map(([kind, list]) => {
      const max = wideKinds.includes(kind) ? limits.wide : limits.narrow;
      if (isEverything(list)) return [kind, max === Number.POSITIVE_INFINITY ? list : []];
      return [kind, list.slice(0, Math.min(max, list.length))];
    }),
  );
}

/** What of the wanted is missing, for people; empty where nothing is. */
export function missingText(wanted: Subscription, given: Subscription): string {
  const parts = Object.entries(wanted).flatMap(([kind, list]) => {
    const count = given[kind]?.length ?? 0;
    if (count >= list.length) return [];
    return [`${count} of ${isEverything(list) ? "all" : list.length} symbols of "${kind}"`];
  });
  return parts.length === 0 ? "" : `the plan allows fewer symbols: ${parts.join(", ")}`;
}

function countOf(subscription: Subscription): number {
  return Object.values(subscription).reduce(
    (sum, list) => sum + (isEverything(list) ? everythingCount : list.length),
    0,
  );
}
