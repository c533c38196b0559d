/**
 * Makes the fonts of the chart pictures: `bin/bun tools/chart-fonts.ts`.
 *
 * In    Inter as WOFF from @fontsource/inter (Latin, weights 400, 500, 600; OFL 1.1)
 * Out   src/adapters/rasterizer/fonts/inter-{400,500,600}.ttf
 *       src/services/chart/glyph-widths.ts, so that the layout knows how wide a text will be
 *
 * Three things are changed, because the SVG renderer knows no font features and no WOFF:
 * the tables are unpacked, the digits point to Inter's own tabular figures (what `tnum` selects in
 * a browser), and each weight calls itself plain "Inter", so that `font-weight` finds it.
 * docs/decisions/0003-chart-rasterizer.md says why.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { assert } from "../src/base/assert.ts";

export const fontWeights = [400, 500, 600] as const;
type Tables = ReadonlyMap<string, Buffer>;

const root = join(import.meta.dir, "..");
const familyName = "Inter";
const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join("");
/** Everything that a chart prints of its own accord. */
const characters = `${ascii}−–—…·×`;

/** Reads the WOFF of a weight and returns the TrueType font of the charts. */
export function chartFont(weight: number): Buffer {
  const name = `files/inter-latin-${weight}-normal.woff`;
  const woff = readFileSync(new URL(name, import.meta.resolve("@fontsource/inter/package.json")));
  const tables = unpackWoff(woff);
  useTabularDigits(tables);
  renameFamily(table(tables, "name"));
  return packTrueType(tables);
}

/** Advance widths of the characters in units of the em (2048). */
export function glyphWidths(font: Buffer, characters: string): number[] {
  const tables = readTrueType(font);
  return [...characters].map((character) => {
    const glyph = glyphOf(tables, character.codePointAt(0) as number);
    assert(glyph !== 0, `the font has a glyph for "${character}"`);
    return advanceOf(tables, glyph);
  });
}

function table(tables: Tables, tag: string): Buffer {
  const found = tables.get(tag);
  assert(found !== undefined, `the font has a table "${tag}"`);
  return found;
}

/** https://www.w3.org/TR/WOFF/: a directory of zlib streams. */
function unpackWoff(woff: Buffer): Tables {
  assert(woff.toString("latin1", 0, 4) === "wOFF", "the file is a WOFF");
  const tables = new Map<string, Buffer>();
  for (let i = 0; i < woff.readUInt16BE(12); i++) {
    const entry = 44 + 20 * i;
    const from = woff.readUInt32BE(entry + 4);
    const packedLength = woff.readUInt32BE(entry + 8);
    const length = woff.readUInt32BE(entry + 12);
    const packed = woff.subarray(from, from + packedLength);
    const isPacked = packedLength < length;
    tables.set(
      woff.toString("latin1", entry, entry + 4),
      isPacked ? inflateSync(packed) : Buffer.from(packed),
    );
  }
  return tables;
}

/** https://learn.microsoft.com/typography/opentype/spec/otff: directory, then padded tables. */
function packTrueType(tables: Tables): Buffer {
  const directory = Buffer.alloc(12 + 16 * tables.size);
  directory.writeUInt32BE(0x0001_0000, 0);
  directory.writeUInt16BE(tables.size, 4);
  const parts = [directory];
  let at = directory.length;
  [...tables].forEach(([tag, bytes], i) => {
    const entry = 12 + 16 * i;
    const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
    directory.write(tag, entry, "latin1");
    directory.writeUInt32BE(checksum(padded), entry + 4);
    directory.writeUInt32BE(at, entry + 8);
    directory.writeUInt32BE(bytes.length, entry + 12);
    parts.push(padded);
    at += padded.length;
  });
  return Buffer.concat(parts);
}

function readTrueType(font: Buffer): Tables {
  const tables = new Map<string, Buffer>();
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    const entry = 12 + 16 * i;
    const from = font.readUInt32BE(entry + 8);
    const bytes = font.subarray(from, from + font.readUInt32BE(entry + 12));
    tables.set(font.toString("latin1", entry, entry + 4), bytes);
  }
  return tables;
}

function checksum(padded: Buffer): number {
  let sum = 0;
  for (let i = 0; i < padded.length; i += 4) sum = (sum + padded.readUInt32BE(i)) >>> 0;
  return sum;
}

/** Segments of the Unicode map (cmap format 4): where each keeps its delta, and its range. */
function* segments(cmap: Buffer) {
  const maps = Array.from({ length: cmap.readUInt16BE(2) }, (_, i) => cmap.readUInt32BE(8 + 8 * i));
  // Platforms share one map: without the Set a change would be made once for each of them.
  for (const at of new Set(maps)) {
    if (cmap.readUInt16BE(at) !== 4) continue;
    const size = cmap.readUInt16BE(at + 6);
    for (let endAt = at + 14; endAt < at + 14 + size; endAt += 2) {
      yield {
        first: cmap.readUInt16BE(endAt + size + 2),
        last: cmap.readUInt16BE(endAt),
        deltaAt: endAt + 2 * size + 2,
        offsetAt: endAt + 3 * size + 2,
      };
    }
  }
}

function glyphOf(tables: Tables, codePoint: number): number {
  const cmap = table(tables, "cmap");
  for (const { first, last, deltaAt, offsetAt } of segments(cmap)) {
    if (codePoint < first || codePoint > last) continue;
    const offset = cmap.readUInt16BE(offsetAt);
    const delta = cmap.readInt16BE(deltaAt);
    if (offset === 0) return (codePoint + delta) & 0xff_ff;
    return cmap.readUInt16BE(offsetAt + offset + 2 * (codePoint - first));
  }
  return 0;
}

function advanceOf(tables: Tables, glyph: number): number {
  const countedGlyphs = table(tables, "hhea").readUInt16BE(34);
  return table(tables, "hmtx").readUInt16BE(4 * Math.min(glyph, countedGlyphs - 1));
}

/** Moves the digits' segment of the map onto the glyphs that the feature `tnum` names. */
function useTabularDigits(tables: Tables): void {
  const cmap = table(tables, "cmap");
  const plainZero = glyphOf(tables, 0x30);
  const shift = tabularZero(table(tables, "GSUB"), plainZero) - plainZero;
  let patched = 0;
  for (const { first, last, deltaAt, offsetAt } of segments(cmap)) {
    if (first !== 0x30 || last !== 0x39) continue;
    assert(cmap.readUInt16BE(offsetAt) === 0, "the digits are a plain segment");
    cmap.writeInt16BE(cmap.readInt16BE(deltaAt) + shift, deltaAt);
    patched++;
  }
  assert(patched > 0, "the digits are a segment of their own");
  const advances = Array.from({ length: 10 }, (_, digit) =>
    advanceOf(tables, glyphOf(tables, 0x30 + digit)),
  );
  assert(new Set(advances).size === 1, "all tabular digits are equally wide");
}

/** The glyph that replaces the plain zero under `tnum`: a single substitution, format 2. */
function tabularZero(gsub: Buffer, plainZero: number): number {
  const features = gsub.readUInt16BE(6);
  const lookups = gsub.readUInt16BE(8);
  for (let i = 0; i < gsub.readUInt16BE(features); i++) {
    const entry = features + 2 + 6 * i;
    if (gsub.toString("latin1", entry, entry + 4) !== "tnum") continue;
    const feature = features + gsub.readUInt16BE(entry + 4);
    const lookup = lookups + gsub.readUInt16BE(lookups + 2 + 2 * gsub.readUInt16BE(feature + 4));
    const change = lookup + gsub.readUInt16BE(lookup + 6);
    assert(gsub.readUInt16BE(lookup) === 1, "tnum is a single substitution");
    assert(gsub.readUInt16BE(change) === 2, "tnum lists its glyphs");
    const coverage = change + gsub.readUInt16BE(change + 2);
    return gsub.readUInt16BE(change + 6 + 2 * coverageIndex(gsub, coverage, plainZero));
  }
  throw new Error('the font has no feature "tnum"');
}

function coverageIndex(gsub: Buffer, coverage: number, glyph: number): number {
  const isList = gsub.readUInt16BE(coverage) === 1;
  for (let i = 0; i < gsub.readUInt16BE(coverage + 2); i++) {
    const entry = coverage + 4 + (isList ? 2 : 6) * i;
    const first = gsub.readUInt16BE(entry);
    if (isList && first === glyph) return i;
    if (!isList && first <= glyph && glyph <= gsub.readUInt16BE(entry + 2)) {
      return gsub.readUInt16BE(entry + 4) + glyph - first;
    }
  }
  throw new Error(`tnum does not name glyph ${glyph}`);
}

/** Family names such as "Inter SemiBold" are cut down to their first word. */
function renameFamily(names: Buffer): void {
  const familyId = 1;
  const strings = names.readUInt16BE(4);
  for (let i = 0; i < names.readUInt16BE(2); i++) {
    const entry = 6 + 12 * i;
    if (names.readUInt16BE(entry + 6) !== familyId) continue;
    const isUtf16 = names.readUInt16BE(entry) !== 1;
    const length = familyName.length * (isUtf16 ? 2 : 1);
    const from = strings + names.readUInt16BE(entry + 10);
    const text = names.toString("latin1", from, from + length).replaceAll("\0", "");
    assert(text === familyName, `the family "${text}" begins with ${familyName}`);
    names.writeUInt16BE(length, entry + 8);
  }
}

function widthsModule(): string {
  const rows = fontWeights.map((weight) => {
    return `  ${weight}: [${glyphWidths(chartFont(weight), characters)}],`;
  });
  return [
    "/** Advance widths of Inter in units of 2048 to the em. Made by tools/chart-fonts.ts. */",
    "export const glyphCharacters =",
    `  ${JSON.stringify(characters.slice(0, 64))} +`,
    `  ${JSON.stringify(characters.slice(64))};`,
    "",
    "/** By font weight, in the order of `glyphCharacters`. */",
    "export const glyphWidths = {",
    ...rows,
    "} as const;",
    "",
  ].join("\n");
}

if (import.meta.main) {
  for (const weight of fontWeights) {
    const path = join(root, `src/adapters/rasterizer/fonts/inter-${weight}.ttf`);
    writeFileSync(path, chartFont(weight));
    console.log(path);
  }
  writeFileSync(join(root, "src/services/chart/glyph-widths.ts"), widthsModule());
  console.log("now format it: npx biome check --write src/services/chart/glyph-widths.ts");
}
