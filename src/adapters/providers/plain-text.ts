const named: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", shy: "" },
  ...{ lsquo: "‘", rsquo: "’", ldquo: "“", rdquo: "”", laquo: "«", raquo: "»" },
  ...{ ndash: "–", mdash: "—", hellip: "…", bull: "•", middot: "·" },
  ...{ trade: "™", reg: "®", copy: "©", deg: "°", times: "×", frac12: "½" },
  ...{ euro: "€", pound: "£", yen: "¥", cent: "¢", sect: "§" },
  ...{ eacute: "é", egrave: "è", agrave: "à", ccedil: "ç", ntilde: "ñ" },
  ...{ auml: "ä", ouml: "ö", uuml: "ü", szlig: "ß", oslash: "ø", aring: "å" },
};

const entity = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z][a-zA-Z0-9]{1,9}));/g;
/** A tag or a comment; "a < b" is none. */
const tag = /<(?:\/?[a-zA-Z][^<>]*|!--[^>]*--)>/g;
/** Entities of entities come (`&amp;#39;`); deeper than this nobody has seen. */
const passes = 2;
const codePointMax = 0x10_ff_ff;

/** Text of a piece of HTML: tags and entities out, white space as single blanks. */
export function plainText(html: string): string {
  let text = html;
  for (let pass = 0; pass < passes; pass++) text = decodeEntities(text.replaceAll(tag, " "));
  return text.replaceAll(tag, " ").replaceAll(/\s+/g, " ").trim();
}

function decodeEntities(text: string): string {
  return text.replaceAll(entity, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return named[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    const isText = code >= 32 && code <= codePointMax && !(code >= 0xd8_00 && code <= 0xdf_ff);
    return isText ? String.fromCodePoint(code) : " ";
  });
}
