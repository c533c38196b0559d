const pattern = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z?$/;

/** Epoch ms of "2025-12-06 15:22:07" or the same with a fraction, read as UTC; NaN otherwise. */
export function parseUtcText(text: unknown): number {
  const found = typeof text === "string" ? pattern.exec(text.trim()) : null;
  if (found === null) return Number.NaN;
  const milliseconds = (found[3] ?? "").slice(0, 3).padEnd(3, "0");
  return Date.parse(`${found[1]}T${found[2]}.${milliseconds}Z`);
}
