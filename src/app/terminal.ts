import type { WriteStream } from "node:tty";
import { type ColorChoice, colorDepth, makePainter, wantsColor } from "../surfaces/cli/color.ts";
import { chooseGlyphs } from "../surfaces/cli/glyphs.ts";
import type { Output } from "../surfaces/cli/output.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Below this a table is unreadable anyway, so lines may as well be cut by the terminal. */
const columnsMin = 40;

/** stdout or stderr as the command line writes to it. */
export function terminalOutput(
  stream: WriteStream,
  facts: { readonly choice: ColorChoice; readonly environment: Environment },
): Output {
  const isTerminal = stream.isTTY === true;
  const hasColor = wantsColor({ ...facts, isTerminal });
  return {
    isTerminal,
    paint: makePainter(hasColor),
    colorDepth: hasColor ? colorDepth(facts.environment) : "none",
    glyphs: chooseGlyphs(facts.environment),
    get columns() {
      const columns = isTerminal ? stream.columns : Number(facts.environment["COLUMNS"]);
      if (!(columns > 0)) return isTerminal ? 80 : Number.POSITIVE_INFINITY;
      return Math.max(columns, columnsMin);
    },
    get rows() {
      return isTerminal && stream.rows > 0 ? stream.rows : Number.POSITIVE_INFINITY;
    },
    async write(content) {
      if (content.length === 0 || stream.write(content)) return;
      await new Promise((done) => stream.once("drain", done));
    },
  };
}
