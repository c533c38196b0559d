import type { Output } from "./output.ts";

/** Stands on every screen that shows a value of a made-up market. */
export function simulatedLabel({ paint }: Output): string {
  // Blanks around the words look right on a ground of their own only.
  return paint.isOn ? paint.inverse(paint.yellow(" SIMULATED DATA ")) : "SIMULATED DATA";
}
