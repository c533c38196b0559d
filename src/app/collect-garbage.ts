/**
 * Runs a full collection before it returns. Node has no such call unless it was started with
 * --expose-gc; there it collects by itself.
 */
export function collectGarbage(): void {
  if (typeof Bun === "undefined") globalThis.gc?.();
  else Bun.gc(true);
}
