import { makePainter } from "../src/surfaces/cli/color.ts";
import { chooseGlyphs } from "../src/surfaces/cli/glyphs.ts";
import type { Output } from "../src/surfaces/cli/output.ts";

/** An output that keeps what is written to it. */
export interface MemoryOutput extends Output {
  readonly text: string;
}

export function memoryOutput(
  facts: {
    readonly isTerminal?: boolean;
    readonly columns?: number;
    readonly hasColor?: boolean;
    readonly language?: string;
  } = {},
): MemoryOutput {
  const { isTerminal = false, columns = Number.POSITIVE_INFINITY, hasColor = false } = facts;
  let text = "";
  return {
    isTerminal,
    columns,
    rows: isTerminal ? 40 : Number.POSITIVE_INFINITY,
    paint: makePainter(hasColor),
    colorDepth: hasColor ? "16" : "none",
    glyphs: chooseGlyphs({ LANG: facts.language ?? "en_US.UTF-8" }),
    get text() {
      return text;
    },
    async write(content) {
      text += typeof content === "string" ? content : new TextDecoder().decode(content);
    },
  };
}
