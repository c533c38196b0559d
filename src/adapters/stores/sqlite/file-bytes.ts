import { closeSync, openSync, readSync, statSync } from "node:fs";

const chunkBytes = 65_536;

/** True when two files hold the same bytes. */
export function sameBytes(pathA: string, pathB: string): boolean {
  if (statSync(pathA).size !== statSync(pathB).size) return false;
  const fileA = openSync(pathA, "r");
  const fileB = openSync(pathB, "r");
  try {
    const a = Buffer.allocUnsafe(chunkBytes);
    const b = Buffer.allocUnsafe(chunkBytes);
    for (;;) {
      const length = readSync(fileA, a);
      if (readSync(fileB, b) !== length) return false;
      if (length === 0) return true;
      if (!a.subarray(0, length).equals(b.subarray(0, length))) return false;
    }
  } finally {
    closeSync(fileA);
    closeSync(fileB);
  }
}
