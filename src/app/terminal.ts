import { setImmediate } from "node:timers/promises";
import type { WriteStream } from "node:tty";
import { type ColorChoice, colorDepth, makePainter, wantsColor } from "../surfaces/cli/color.ts";
import { chooseGlyphs } from "../surfaces/cli/glyphs.ts";
import type { Output } from "../surfaces/cli/output.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Below this a table is unreadable anyway, so lines may as well be cut by the terminal. */
const columnsMin = 40;

/** Files take everything at once; after so much of it, signals and timers get their turn. */
const unbrokenMax = 262_144;

/** stdout or stderr as the command line writes to it. */
export function terminalOutput(
  stream: WriteStream,
  facts: { readonly choice: ColorChoice; readonly environment: Environment },
): Output {
  const isTerminal = stream.isTTY === true;
  let unbroken = 0;
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
      if (content.length === 0) return;
      const isTaken = stream.write(content);
      unbroken += content.length;
      if (isTaken && unbroken < unbrokenMax) return;
      unbroken = 0;
      if (isTaken) await setImmediate();
      else await new Promise((done) => stream.once("drain", done));
    },
  };
}
