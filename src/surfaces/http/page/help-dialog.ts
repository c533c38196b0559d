import { type Html, html } from "./html.ts";
import { icon } from "./icons.ts";

const keys: readonly (readonly [string, string])[] = [
  ["/", "search a symbol"],
  ["J ↓", "next row"],
  ["K ↑", "row before"],
  ["Enter", "details of the row"],
  ["Esc", "close details, leave the search"],
  ["1 – 9", "scanner tabs"],
  ["P", "pause and resume the refresh"],
  ["T", "dark or light"],
  ["?", "this help"],
];

/** A native dialog: the browser keeps the focus inside and closes it with Escape. */
export function helpDialog(): Html {
  return html`<dialog id="help" aria-labelledby="help-title" data-client>
<div class="hd"><h2 id="help-title">Keys</h2><span class="sp"></span>
<form method="dialog">
<button class="icb" aria-label="Close help">${icon("close")}</button></form></div>
<dl class="keys">${keys.map(keyRow)}</dl>
<p><label><input type="checkbox" id="keys-on" checked> Single keys act at once</label></p>
<p class="mut">Dots: a ring is no squeeze, a ring with a point low, filled normal, large high
compression; a triangle is the bar at which it fired, pointing to its side. Teal points up, orange
down; arrows and words say the same.</p>
</dialog>`;
}

function keyRow([names, what]: (typeof keys)[number]): Html {
  const caps = names.split(" ").map((name) => (name === "–" ? name : html`<kbd>${name}</kbd>`));
  return html`<div><dt>${caps}</dt><dd>${what}</dd></div>`;
}
