import { documentOf } from "./document.ts";
import { html } from "./html.ts";
import { brand, icon, iconSheet } from "./icons.ts";

/** What a browser gets where the page cannot be made: the reason, and a way to try again. */
export function errorPage(error: { readonly message: string; readonly code: string }): string {
  const body = html`${iconSheet()}
<header class="top" id="top">${brand()}</header>
<main id="main" class="alone"><div class="state crit">${icon("warn")}
<h1>The page cannot be shown now</h1>
<p>${error.message}</p>
<p class="mut">${error.code}</p>
<p><a href="">Try again</a></p></div></main>`;
  return documentOf({ title: "Error · learn2trade", body, isSimulated: false });
}
