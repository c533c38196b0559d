import { type Output, writeLines } from "./output.ts";

const escapeCharacter = String.fromCharCode(27);
/** Another screen, whose end brings back what stood there; and no cursor on it. */
const begin = `${escapeCharacter}[?1049h${escapeCharacter}[?25l`;
const end = `${escapeCharacter}[?25h${escapeCharacter}[?1049l`;
const home = `${escapeCharacter}[H`;
const clearLine = `${escapeCharacter}[K`;
const clearBelow = `${escapeCharacter}[J`;

/**
 * Draws lines again and again in the same place. What was drawn last stays when it is closed.
 * Where the output is no terminal, one text follows the other with an empty line in between.
 */
export class Screen {
  readonly #output: Output;
  #last: readonly string[] = [];
  #isOpen = false;

  constructor(output: Output) {
    this.#output = output;
  }

  open(): void {
    if (!this.#output.isTerminal) return;
    this.#isOpen = true;
    void this.#output.write(begin);
  }

  async draw(lines: readonly string[]): Promise<void> {
    const isFirst = this.#last.length === 0;
    this.#last = lines;
    if (!this.#isOpen) return await writeLines(this.#output, isFirst ? lines : ["", ...lines]);
    // The last row stays free, for a line end in it would move everything up.
    const fitting = lines.slice(0, this.#output.rows - 1);
    const text = fitting.map((line) => `${line}${clearLine}\n`).join("");
    await this.#output.write(home + text + clearBelow);
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#output.write(end);
    await writeLines(this.#output, this.#last);
  }
}
