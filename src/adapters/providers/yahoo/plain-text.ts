const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ndash: "\u2013",
  mdash: "\u2014",
  lsquo: "\u2018",
  rsquo: "\u2019",
  ldquo: "\u201c",
  rdquo: "\u201d",
  hellip: "\u2026",
};

const entity = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g;
// Only what can be a tag: "P/E < 20 and > 5" stays.
const tag = /<\/?[a-zA-Z][^<>]*>/g;
const lastCodePoint = 0x10_ff_ff;

/** Text without tags and entities, its blanks put together. An unknown entity stays as it is. */
export function plainText(html: string): string {
  return html.replace(tag, " ").replace(entity, characterOf).replace(/\s+/g, " ").trim();
}

function characterOf(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return named[name] ?? whole;
  const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
  const isCharacter = code > 0 && code <= lastCodePoint && !(code >= 0xd8_00 && code <= 0xdf_ff);
  return isCharacter ? String.fromCodePoint(code) : whole;
}
