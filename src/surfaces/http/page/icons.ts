import { Html, html } from "./html.ts";

/** Drawings on a grid of 16, stroked in the colour of their text. */
const drawings = {
  find: '<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/>',
  theme:
    '<circle cx="8" cy="8" r="5.5"/><path d="M8 2.5v11a5.5 5.5 0 0 0 0-11Z" fill="currentColor"/>',
  help:
    '<circle cx="8" cy="8" r="5.9"/>' +
    '<path d="M6.2 6.3a1.85 1.85 0 1 1 2.7 1.7c-.6.3-.9.7-.9 1.3M8 11.3v.1"/>',
  up: '<path d="M8 13V3.5M4 7.5l4-4 4 4"/>',
  dn: '<path d="M8 3v9.5M4 8.5l4 4 4-4"/>',
  flat: '<path d="M3 8h10"/>',
  asc: '<path d="m4 10 4-4.5L12 10"/>',
  desc: '<path d="m4 6 4 4.5L12 6"/>',
  clock: '<circle cx="8" cy="8" r="5.5"/><path d="M8 5v3.2l2 1.3"/>',
  warn: '<path d="M8 2.5 14.5 13.5h-13ZM8 6.5v3.5M8 12v.100"/>',
  pause: '<path d="M5.5 3.5v9M10.5 3.5v9"/>',
  play: '<path d="M5 3.5v9l7.5-4.5Z"/>',
  close: '<path d="m4 4 8 8M12 4l-8 8"/>',
  link: '<path d="M6.5 9.5 13 3M9 3h4v4M11 9.5v3.5H3V5h3.5"/>',
  scan: '<circle cx="8" cy="8" r="5.5"/>' + '<path d="M8 8 11.5 4.5M8 5.5a2.5 2.5 0 1 0 2.5 2.5"/>',
  flask:
    '<path d="M6 2.5h4M6.8 2.5v4L3.2 12.3c-.4.7 0 1.2.7 1.2h8.2' +
    'c.7 0 1.1-.5.7-1.2L9.2 6.5v-4M5 10h6"/>',
} as const;

export type IconName = keyof typeof drawings;

/** A drawing from the page's sheet; words beside it say the same. */
export function icon(name: IconName): Html {
  return html`<svg class="i" aria-hidden="true"><use href="#i-${name}"/></svg>`;
}

/** The drawings, once per page. */
export function iconSheet(): Html {
  const symbols = Object.entries(drawings).map(
    ([name, drawing]) =>
      html`<symbol id="i-${name}" viewBox="0 0 16 16">${new Html(drawing)}</symbol>`,
  );
  const defs = html`<defs>${symbols}</defs>`;
  return html`<svg class="sheet" width="0" height="0" aria-hidden="true">${defs}</svg>`;
}

/** Bars under a ceiling line: the mark of a product that keeps to its limits. */
export function brand(): Html {
  const ceiling = html`<path class="m0" d="M2 3.5h18"/>`;
  const bars = [13, 10, 7].map((top, index) => {
    const height = 19.5 - top;
    const place = html`x="${3 + 6 * index}" y="${top}" width="4" height="${height}" rx="1"`;
    return html`<rect class="m${index + 1}" ${place}/>`;
  });
  return html`<a class="brand" href="/" aria-label="learn2trade">
<svg class="mark" viewBox="0 0 22 22" aria-hidden="true">${ceiling}${bars}</svg>
<span>learn2trade</span></a>`;
}
