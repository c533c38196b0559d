/** Calls of one request. */
export const attemptsMax = 4;
const pauseMsMin = 500;
const pauseMsMax = 30_000;

/** Whether asking again may help: the vendor was busy, slow or broken. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status === 499 || status >= 500;
}

/**
 * Pause before the next attempt, ms: anywhere below a bound that grows, so that those who failed
 * together do not come back together
 * (aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter, "full jitter").
 */
export function retryPauseMs(attempt: number, random: () => number): number {
  const boundMs = Math.min(pauseMsMax, pauseMsMin * 4 ** attempt);
  return pauseMsMin + random() * (boundMs - pauseMsMin);
}

/** The moment that Retry-After names, in seconds or as a date; null where it names none. */
export function retryAfterTsMs(headers: Headers, nowMs: number): number | null {
  const text = headers.get("retry-after")?.trim() ?? "";
  if (text === "") return null;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return seconds >= 0 ? nowMs + Math.ceil(seconds * 1_000) : null;
  const tsMs = Date.parse(text);
  return Number.isNaN(tsMs) ? null : Math.max(nowMs, tsMs);
}
