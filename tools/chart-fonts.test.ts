import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { glyphCharacters, glyphWidths as knownWidths } from "../src/services/chart/glyph-widths.ts";
import { chartFont, fontWeights, glyphWidths } from "./chart-fonts.ts";

const folder = join(import.meta.dir, "../src/adapters/rasterizer/fonts");

describe.each([...fontWeights])("weight %i", (weight) => {
  const font = chartFont(weight);

  test("the font in the project is the one that the tool makes", () => {
    const path = join(folder, `inter-${weight}.ttf`);
    expect(font.equals(readFileSync(path)), "run bin/bun tools/chart-fonts.ts").toBe(true);
  });

  test("the widths in the project are those of the font", () => {
    expect(glyphWidths(font, glyphCharacters)).toEqual([...knownWidths[weight]]);
  });

  test("all digits are equally wide, and letters are not", () => {
    expect(new Set(glyphWidths(font, "0123456789")).size).toBe(1);
    expect(new Set(glyphWidths(font, "ilmw")).size).toBeGreaterThan(2);
  });
});

test("the licence of the fonts lies beside them", () => {
  const licence = readFileSync(join(folder, "OFL.txt"), "utf8");
  expect(licence).toStartWith("Copyright 2016 The Inter Project Authors");
  expect(licence).toContain("SIL OPEN FONT LICENSE Version 1.1");
});
