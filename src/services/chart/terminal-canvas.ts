import { palettes, type Theme } from "./palette.ts";

/** What a character means; each colour depth has its own way to say it. */
export type Tone =
  | "plain"
  | "strong"
  | "muted"
  | "up"
  | "down"
  | "upDim"
  | "downDim"
  | "warn"
  | "ema"
  | "banner";

export type TerminalColor = "none" | "16" | "256" | "truecolor";

interface Cell {
  readonly character: string;
  readonly tone: Tone;
  /** The character's shape in the ground's colour, on a ground of the character's. */
  readonly isInverse: boolean;
}

const blank: Cell = { character: " ", tone: "plain", isInverse: false };
const sequenceStart = "\u001b[";

/** A grid of characters that is written once and then turned into text. */
export class TerminalCanvas {
  readonly columns: number;
  readonly rows: number;
  readonly #unicode: boolean;
  readonly #cells: Cell[];

  constructor(size: {
    readonly columns: number;
    readonly rows: number;
    /** false: what is not ASCII is replaced. */
    readonly unicode: boolean;
  }) {
    this.columns = size.columns;
    this.rows = size.rows;
    this.#unicode = size.unicode;
    this.#cells = new Array<Cell>(size.columns * size.rows).fill(blank);
  }

  /** Puts one character; places outside the grid are left out. */
  put(column: number, row: number, character: string, tone: Tone, isInverse = false): void {
    if (column < 0 || column >= this.columns || row < 0 || row >= this.rows) return;
    const shown = this.#unicode ? narrow(character) : ascii(character);
    this.#cells[row * this.columns + column] = { character: shown, tone, isInverse };
  }

  isBlank(column: number, row: number): boolean {
    return (this.#cells[row * this.columns + column] ?? blank).character === " ";
  }

  /** Writes a text from a column on; what does not fit is cut off. */
  write(column: number, row: number, text: string, tone: Tone): void {
    [...text].forEach((character, i) => {
      this.put(column + i, row, character, tone);
    });
  }

  /** Lines without trailing blanks, each ended by a line break. */
  toText(color: TerminalColor, theme: Theme): string {
    const codes = toneCodes(color, theme);
    let text = "";
    for (let row = 0; row < this.rows; row++) {
      const cells = this.#cells.slice(row * this.columns, (row + 1) * this.columns);
      const used = cells.findLastIndex(showsSomething) + 1;
      text += `${lineText(cells.slice(0, used), codes)}\n`;
    }
    return text;
  }
}

const dashes = "−–—";

function ascii(character: string): string {
  if (dashes.includes(character)) return "-";
  return character >= " " && character <= "~" ? character : "?";
}

/**
 * Names of feeds may hold anything. Control characters would be obeyed by the terminal, and from
 * U+2E80 on characters are two columns wide.
 */
function narrow(character: string): string {
  const isControl = character < " " || (character >= "\u007f" && character <= "\u009f");
  return isControl || character >= "\u2e80" ? "?" : character;
}

function showsSomething({ character, tone, isInverse }: Cell): boolean {
  return character !== " " || tone === "banner" || isInverse;
}

function lineText(cells: readonly Cell[], codes: Readonly<Record<Tone, string>>): string {
  let text = "";
  let current = "";
  for (const cell of cells) {
    // Ink does not show on a blank, so a run of one colour goes on through it; a ground does.
    const isIndifferent = !showsSomething(cell) && !/\b7\b/.test(current);
    const code = codes[cell.tone];
    const wanted = code !== "" && cell.isInverse ? `${code};7` : code;
    if (wanted !== current && !isIndifferent) {
      text += wanted === "" ? `${sequenceStart}0m` : `${sequenceStart}0;${wanted}m`;
      current = wanted;
    }
    text += cell.character;
  }
  return current === "" ? text : `${text}${sequenceStart}0m`;
}

const plainCodes: Readonly<Record<Tone, string>> = {
  plain: "",
  strong: "",
  muted: "",
  up: "",
  down: "",
  upDim: "",
  downDim: "",
  warn: "",
  ema: "",
  banner: "",
};

/** Cyan and red: sixteen colours have no orange, and yellow is the squeeze. */
const sixteenCodes: Readonly<Record<Tone, string>> = {
  plain: "",
  strong: "1",
  muted: "90",
  up: "36",
  down: "91",
  upDim: "2;36",
  downDim: "2;31",
  warn: "33",
  ema: "33",
  banner: "1;7;33",
};

/** Nearest colours of the 6 x 6 x 6 cube that keep their hue. */
const cubeCodes: Readonly<Record<Theme, Readonly<Record<Tone, string>>>> = {
  dark: {
    plain: "",
    strong: "1",
    muted: "38;5;245",
    up: "38;5;80",
    down: "38;5;209",
    upDim: "38;5;30",
    downDim: "38;5;130",
    warn: "38;5;221",
    ema: "38;5;179",
    banner: "1;7;38;5;221",
  },
  light: {
    plain: "",
    strong: "1",
    muted: "38;5;242",
    up: "38;5;23",
    down: "38;5;130",
    upDim: "38;5;109",
    downDim: "38;5;180",
    warn: "38;5;94",
    ema: "38;5;94",
    banner: "1;7;38;5;94",
  },
};

function toneCodes(color: TerminalColor, theme: Theme): Readonly<Record<Tone, string>> {
  if (color === "none") return plainCodes;
  if (color === "16") return sixteenCodes;
  if (color === "256") return cubeCodes[theme];
  const palette = palettes[theme];
  return {
    plain: "",
    strong: "1",
    muted: trueColor(palette.text3),
    up: trueColor(palette.up),
    down: trueColor(palette.down),
    upDim: trueColor(palette.upDim),
    downDim: trueColor(palette.downDim),
    warn: trueColor(palette.warn),
    ema: trueColor(palette.ema),
    banner: `1;7;${trueColor(palette.warn)}`,
  };
}

function trueColor(hex: string): string {
  const value = Number.parseInt(hex.slice(1), 16);
  return `38;2;${value >> 16};${(value >> 8) & 0xff};${value & 0xff}`;
}
