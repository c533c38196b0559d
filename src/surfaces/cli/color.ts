/** Text attributes of terminals (ECMA-48 SGR): how to switch each on and off. */
const codes = {
  bold: [1, 22],
  dim: [2, 22],
  inverse: [7, 27],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
} as const;

type Paint = Readonly<Record<keyof typeof codes, (text: string) => string>>;
/** Paints text, or leaves it as it is where colours are off. */
export type Painter = Paint & { readonly isOn: boolean };

const escapeCharacter = String.fromCharCode(27);

export function makePainter(isOn: boolean): Painter {
  const paint = Object.fromEntries(
    Object.entries(codes).map(([name, [on, off]]) => [
      name,
      isOn
        ? (text: string) =>
            text === "" ? "" : `${escapeCharacter}[${on}m${text}${escapeCharacter}[${off}m`
        : (text: string) => text,
    ]),
  ) as unknown as Paint;
  return { ...paint, isOn };
}

export type ColorChoice = "auto" | "always" | "never";

/**
 * Whether an output gets colours: --color decides, then NO_COLOR, then FORCE_COLOR, then whether
 * it is a terminal that can (no-color.org, force-color.org).
 */
export function wantsColor(facts: {
  readonly choice: ColorChoice;
  readonly isTerminal: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): boolean {
  const { choice, isTerminal, environment } = facts;
  if (choice !== "auto") return choice === "always";
  const { NO_COLOR: noColor, FORCE_COLOR: forceColor, TERM: terminal } = environment;
  if (noColor !== undefined && noColor !== "") return false;
  if (forceColor !== undefined && forceColor !== "") return forceColor !== "0";
  return isTerminal && terminal !== "dumb";
}

/** How many colours a terminal shows, by what it says of itself. */
export function colorDepth(
  environment: Readonly<Record<string, string | undefined>>,
): "16" | "256" | "truecolor" {
  const { COLORTERM: colors = "", TERM: terminal = "" } = environment;
  if (/truecolor|24bit/i.test(colors)) return "truecolor";
  return /256/.test(terminal) ? "256" : "16";
}

/**
 * What --color or L2T_COLOR ask for, read ahead of everything else so that errors in the rest of
 * the line have their colours too; a value that is none of the three is refused later.
 */
export function colorChoice(
  line: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ColorChoice {
  const at = line.lastIndexOf("--color");
  const joined = line.findLast((word) => word.startsWith("--color="));
  const word = at >= 0 ? line[at + 1] : (joined?.slice(8) ?? environment["L2T_COLOR"]);
  return word === "always" || word === "never" ? word : "auto";
}
