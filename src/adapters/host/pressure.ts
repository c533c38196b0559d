import type { MemoryPressure, Stall } from "../../ports/memory-reader.ts";
import { readKernelFile } from "./kernel-file.ts";

/**
 * A pressure file, of the machine or of a control group. Undefined where the kernel keeps none:
 * it answers with an error when pressure is switched off.
 */
export function readPressure(path: string): MemoryPressure | undefined {
  const text = readKernelFile(path);
  if (text === undefined) return undefined;
  return { some: stallOf(text, "some"), full: stallOf(text, "full") };
}

const shares = /^(some|full) avg10=([\d.]+) avg60=([\d.]+) avg300=([\d.]+) /;

function stallOf(text: string, kind: "some" | "full"): Stall | undefined {
  for (const line of text.split("\n")) {
    const found = shares.exec(line);
    if (found?.[1] !== kind) continue;
    const [avg10Pct, avg60Pct, avg300Pct] = found.slice(2).map(Number) as [number, number, number];
    return { avg10Pct, avg60Pct, avg300Pct };
  }
  return undefined;
}
