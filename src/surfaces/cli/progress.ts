import type { Clock } from "../../ports/clock.ts";
import { formatDuration } from "./format.ts";
import type { Output } from "./output.ts";
import { textWidth } from "./text.ts";

/** Where a piece of work stands. */
export interface Standing {
  /** "daily.csv.gz". */
  readonly label: string;
  /** 0..1; null where the end is not known. */
  readonly doneRatio: number | null;
  /** "1,164,322 rows, 412,000/s". */
  readonly facts: string;
}

/** Between two changes of the line on a terminal: more than an eye can follow costs for nothing. */
const redrawMs = 100;
/** Between two lines in a log. */
const logMs = 5_000;
/** An estimate from less than this says little. */
const estimateFromMs = 1_000;
const barCells = 24;

/**
 * Tells how far a long piece of work is: one line that is drawn again and again on a terminal,
 * and a line every few seconds where the output goes to a file. Quiet says nothing.
 */
export class Progress {
  readonly #output: Output;
  readonly #clock: Pick<Clock, "nowMs">;
  readonly #isQuiet: boolean;
  readonly #startedTsMs: number;
  #shownTsMs: number;
  #isDrawn = false;

  constructor(facts: {
    readonly output: Output;
    readonly clock: Pick<Clock, "nowMs">;
    readonly isQuiet: boolean;
  }) {
    this.#output = facts.output;
    this.#clock = facts.clock;
    this.#isQuiet = facts.isQuiet;
    this.#startedTsMs = facts.clock.nowMs();
    this.#shownTsMs = this.#startedTsMs;
  }

  /** Cheap to call often; most calls draw nothing. */
  show(standing: () => Standing): void {
    if (this.#isQuiet) return;
    const nowMs = this.#clock.nowMs();
    const waitMs = this.#output.isTerminal ? redrawMs : logMs;
    if (nowMs - this.#shownTsMs < waitMs) return;
    this.#shownTsMs = nowMs;
    this.#draw(standing(), nowMs - this.#startedTsMs);
  }

  /** On a terminal, puts a text in place of the line; in a log it says nothing. */
  redraw(text: string): void {
    const { isTerminal, columns } = this.#output;
    if (this.#isQuiet || !isTerminal) return;
    this.#isDrawn = true;
    void this.#output.write(clearLine + fitted(text, columns));
  }

  /** Takes the line away, so that results can follow. */
  clear(): void {
    if (!this.#isDrawn) return;
    this.#isDrawn = false;
    void this.#output.write(clearLine);
  }

  #draw(standing: Standing, elapsedMs: number): void {
    const output = this.#output;
    if (!output.isTerminal) {
      void output.write(`${plainLine(standing, elapsedMs)}\n`);
      return;
    }
    this.#isDrawn = true;
    void output.write(clearLine + fitted(drawnLine(output, standing, elapsedMs), output.columns));
  }
}

/** Back to the start of the line, and clear it to its end. */
const clearLine = `\r${String.fromCharCode(27)}[K`;

function plainLine({ label, doneRatio, facts }: Standing, elapsedMs: number): string {
  const share = doneRatio === null ? "" : ` ${percent(doneRatio)}`;
  return `${label}:${share} ${facts}${estimate(doneRatio, elapsedMs)}`;
}

function drawnLine({ paint, glyphs }: Output, standing: Standing, elapsedMs: number): string {
  const { label, doneRatio, facts } = standing;
  const rest = `${facts}${estimate(doneRatio, elapsedMs)}`;
  if (doneRatio === null) return `${label}  ${rest}`;
  const full = Math.round(doneRatio * barCells);
  const bar =
    paint.green(glyphs.full.repeat(full)) + paint.dim(glyphs.empty.repeat(barCells - full));
  return `${label}  ${bar} ${percent(doneRatio).padStart(5)}  ${rest}`;
}

/**
 * A line that wraps would be drawn again below itself, so the last of its parts, which are two
 * blanks apart, give way.
 */
export function fitted(line: string, columns: number): string {
  if (textWidth(line) < columns) return line;
  const parts = line.split("  ");
  while (parts.length > 1 && textWidth(parts.join("  ")) >= columns) parts.pop();
  return parts.join("  ");
}

function estimate(doneRatio: number | null, elapsedMs: number): string {
  if (doneRatio === null || doneRatio <= 0 || elapsedMs < estimateFromMs) return "";
  return `, ${formatDuration((elapsedMs * (1 - doneRatio)) / doneRatio)} left`;
}

function percent(ratio: number): string {
  return `${Math.floor(ratio * 100)} %`;
}
