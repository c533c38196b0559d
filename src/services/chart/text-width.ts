import { glyphCharacters, glyphWidths } from "./glyph-widths.ts";

export type FontWeight = keyof typeof glyphWidths;

const unitsPerEm = 2_048;
const indexByCharacter = new Map([...glyphCharacters].map((character, i) => [character, i]));
const ellipsis = "…";

/**
 * Width of a text in Inter with tabular figures, px. Kerning is left out, so the picture may be a
 * little narrower; characters that are not in the table count as a capital M.
 */
export function textWidth(text: string, size: number, weight: FontWeight): number {
  const widths = glyphWidths[weight];
  const wide = indexByCharacter.get("M") ?? 0;
  let units = 0;
  for (const character of text) units += widths[indexByCharacter.get(character) ?? wide] ?? 0;
  return (units / unitsPerEm) * size;
}

/** The text, or as much of its beginning as fits with an ellipsis; "" when not even that fits. */
export function fitText(text: string, size: number, weight: FontWeight, widthMax: number): string {
  if (textWidth(text, size, weight) <= widthMax) return text;
  const characters = [...text];
  while (characters.length > 0) {
    characters.pop();
    const shortened = characters.join("").trimEnd() + ellipsis;
    if (textWidth(shortened, size, weight) <= widthMax) return characters.length ? shortened : "";
  }
  return "";
}
