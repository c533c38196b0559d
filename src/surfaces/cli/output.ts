import type { Painter } from "./color.ts";
import type { Glyphs } from "./glyphs.ts";

/** Where a command writes: stdout, stderr, or memory in tests. */
export interface Output {
  readonly isTerminal: boolean;
  /** Columns that a line may have; Infinity where nobody looks at the width. */
  readonly columns: number;
  /** Lines of the screen; Infinity where there is none. */
  readonly rows: number;
  readonly paint: Painter;
  readonly colorDepth: "none" | "16" | "256" | "truecolor";
  readonly glyphs: Glyphs;
  /** Resolves once the reader has taken enough of it that more may follow. */
  write(content: string | Uint8Array): Promise<void>;
}

export function writeLines(output: Output, lines: readonly string[]): Promise<void> {
  return output.write(lines.map((line) => `${line}\n`).join(""));
}
