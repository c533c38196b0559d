import { wrapText } from "../../src/surfaces/cli/text.ts";

const proseColumns = 100;

/** A table; bars and line breaks in cells cannot break it. */
export function markdownTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cellText).join(" | ")} |\n`;
  const rule = `|${headings.map(() => " --- ").join("|")}|\n`;
  return line(headings) + rule + rows.map(line).join("");
}

/** A paragraph, broken into lines. */
export function prose(text: string): string {
  return `${wrapText(text, proseColumns).join("\n")}\n`;
}

export function code(text: string): string {
  return text === "" ? "" : `\`${text}\``;
}

export function madeFrom(source: string): string {
  return `<!-- Written by "npm run docs" from ${source}: edit that, not this. -->\n\n`;
}

function cellText(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");
}
