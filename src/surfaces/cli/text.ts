const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/** Columns that a text takes on a terminal: its characters without colour codes. */
export function textWidth(text: string): number {
  return [...text.replaceAll(escapes, "")].length;
}

export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}

export function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - textWidth(text))) + text;
}

/** Breaks a paragraph at blanks into lines of at most `width` columns; long words stay whole. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    if (line !== "" && textWidth(line) + 1 + textWidth(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  if (line !== "") lines.push(line);
  return lines;
}

/** A text that cannot move the cursor or colour the screen, whatever a file put into it. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu, "?");
}

/** Two columns: short texts at the left, wrapped explanations at the right. */
export function definitionLines(
  entries: readonly (readonly [term: string, help: string])[],
  options: {
    readonly width: number;
    readonly termWidthMax?: number;
    /** Where several lists stand in one line; by default as wide as the longest term. */
    readonly termWidth?: number;
  },
): string[] {
  const { width, termWidthMax = 30 } = options;
  const indent = 2;
  const gap = 2;
  const fitting = entries.map(([term]) => textWidth(term)).filter((size) => size <= termWidthMax);
  const termWidth = options.termWidth ?? Math.max(0, ...fitting);
  const left = indent + termWidth + gap;
  const lines: string[] = [];
  for (const [term, help] of entries) {
    const wrapped = wrapText(help, Math.max(20, width - left));
    const isLong = textWidth(term) > termWidth;
    const head = " ".repeat(indent) + (isLong ? term : padEnd(term, termWidth + gap));
    if (isLong) lines.push(head);
    else lines.push((head + (wrapped.shift() ?? "")).trimEnd());
    for (const line of wrapped) lines.push(" ".repeat(left) + line);
  }
  return lines;
}
