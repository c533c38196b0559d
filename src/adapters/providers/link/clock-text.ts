/** A moment for people: "14:05:30 UTC". */
export function clockText(tsMs: number): string {
  return `${new Date(tsMs).toISOString().slice(11, 19)} UTC`;
}
