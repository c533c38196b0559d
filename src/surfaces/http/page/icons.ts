import { Html, html } from "./html.ts";

/** Drawings on a grid of 16, stroked in the colour of their text. */
const drawings = {
  find: '<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/>',
  theme:
    '<circle cx="8" cy="8" r="5.5"/><path d="M8 2.5v11a5.5 5.5 0 0 0 0-11Z" fill="currentColor"/>',
  help: '<circle cx="8" cy="8" r="5.9"/><path d="M6.2 6.300a1.850 1.850 0 1 1 2.700 1.700c-.6.3-.9.7-.9 1.300M8 11.300v.1"/>',
  up: '<path d="M8 13V3.500M4 7.500l4-4 4 4"/>',
  dn: '<path d="M8 3v9.500M4 8.500l4 4 4-4"/>',
  flat: '<path d="M3 8h10"/>',
  on: '<g fill="currentColor" stroke="none"><circle cx="3" cy="8" r="1.900"/><circle cx="8" cy="8" r="1.900"/><circle cx="13" cy="8" r="1.900"/></g>',
  asc: '<path d="m4 10 4-4.500L12 10"/>',
  desc: '<path d="m4 6 4 4.500L12 6"/>',
  clock: '<circle cx="8" cy="8" r="5.500"/><path d="M8 5v3.200l2 1.300"/>',
  warn: '<path d="M8 2.500 14.500 13.500h-13ZM8 6.500v3.500M8 12v.100"/>',
  pause: '<path d="M5.500 3.500v9M10.500 3.500v9"/>',
  play: '<path d="M5 3.500v9l7.500-4.500Z"/>',
  close: '<path d="m4 4 8 8M12 4l-8 8"/>',
  link: '<path d="M6.500 9.500 13 3M9 3h4v4M11 9.500v3.500H3V5h3.500"/>',
  scan: '<circle cx="8" cy="8" r="5.500"/><path d="M8 8 11.500 4.500M8 5.500a2.500 2.500 0 1 0 2.500 2.500"/>',
  flask:
    '<path d="M6 2.500h4M6.800 2.500v4L3.200 12.300c-.4.7 0 1.200.7 1.200h8.200c.7 0 1.100-.5.700-1.200L9.200 6.500v-4M5 10h6"/>',
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
  return html`<svg class="sheet" width="0" height="0" aria-hidden="true"><defs>${symbols}</defs></svg>`;
}

/** Bars under a ceiling line: the mark of a product that keeps to its limits. */
export function brandMark(): Html {
  return html`<svg class="mark" viewBox="0 0 22 22" aria-hidden="true"><path class="m0" d="M2 3.500h18"/><rect class="m1" x="3" y="13" width="4" height="6.500" rx="1"/><rect class="m2" x="9" y="10" width="4" height="9.500" rx="1"/><rect class="m3" x="15" y="7" width="4" height="12.500" rx="1"/></svg>`;
}
