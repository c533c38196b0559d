/** Reads "2023-06-30 21:00:00" as UTC, the form of the tables; null for anything else. */
export function parseUtcTime(text: string | null): number | null {
  if (text === null || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return null;
  const tsMs = Date.parse(`${text.replace(" ", "T")}Z`);
  return Number.isFinite(tsMs) ? tsMs : null;
}
