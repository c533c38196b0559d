import type { Settlement } from "./expiry-time.ts";
import type { ExerciseStyle } from "./option-inputs.ts";

/** Cash-settled index options that can be exercised at expiry only; OEX is American. */
const europeanRoots = new Set(
  "SPX SPXW XSP NDX NDXP XND RUT RUTW MRUT VIX VIXW DJX XEO".split(" "),
);
/** Their monthly contracts settle at the opening prices of the last day. */
const morningRoots = new Set(["SPX", "NDX", "RUT", "VIX", "VIXW", "DJX"]);

/** How a contract may be exercised, by the root of its OCC symbol (cboe.com, specifications). */
export function exerciseStyleOf(root: string): ExerciseStyle {
  return europeanRoots.has(root) ? "european" : "american";
}

export function settlementOf(root: string): Settlement {
  return morningRoots.has(root) ? "morning" : "afternoon";
}
