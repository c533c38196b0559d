import type { LeakVerdict } from "./leak-detector.ts";

const megabyte = 2 ** 20;
const hourMs = 3_600_000;

/** "54.1 MB". MB of memory are 2^20 bytes here, as in MemoryMax=80M, free -m and systemctl. */
export function memoryText(bytes: number): string {
  const value = bytes / megabyte;
  if (Math.abs(value) >= 9_999.5) return `${(value / 1_024).toFixed(1)} GB`;
  return `${value.toFixed(Math.abs(value) < 99.95 ? 1 : 0)} MB`;
}

/** "87 %". */
export function shareText(ratio: number): string {
  return `${Math.round(ratio * 100)} %`;
}

/** What is known about a growing process. `leftBytes` is the room below its limit. */
export function leakText(verdict: LeakVerdict, leftBytes: number | undefined): string {
  const { bytesPerHour, bytesPerHourLow, bytesPerHourHigh, spanMs } = verdict;
  const range = [bytesPerHourLow, bytesPerHourHigh].map((bytes) => rate(bytes)).join(" to ");
  const growth =
    `grows by ${rate(bytesPerHour)} MB an hour (${range} with 95 % confidence) ` +
    `over ${(spanMs / hourMs).toFixed(1)} h`;
  if (leftBytes === undefined || !Number.isFinite(leftBytes)) return growth;
  const hoursLeft = Math.max(0, leftBytes) / bytesPerHour;
  const left = hoursLeft < 48 ? `${hoursLeft.toFixed(0)} h` : `${(hoursLeft / 24).toFixed(0)} days`;
  return `${growth}; meets its limit in about ${left}`;
}

function rate(bytes: number): string {
  return (bytes / megabyte).toFixed(1);
}
