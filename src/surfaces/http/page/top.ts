import { symbolLengthMax } from "../../../domain/instrument.ts";
import type { RouteContext } from "../route.ts";
import { type Html, html } from "./html.ts";
import { brand, icon } from "./icons.ts";
import { sessionText } from "./session-text.ts";
import { sortText, type View, viewUrl } from "./view.ts";

/** Name, search, market session, theme and help. */
export function topBar(
  view: View,
  at: { readonly context: RouteContext; readonly isSimulated: boolean },
): Html {
  const { nowTsMs, status } = at.context;
  const { session, title, detail } = sessionText(nowTsMs);
  const iso = new Date(nowTsMs).toISOString();
  const whose = status.marketTsMs === null ? "" : "simulated ";
  return html`<header class="top" id="top">
${brand()}
${at.isSimulated && simulatedBadge()}
${searchForm(view)}
<div class="sess s-${session}"><i class="dot"></i><div><b>${title}</b>
<small><time datetime="${iso}">${whose}${detail}</time></small></div></div>
<div class="ics">
<button type="button" class="icb" id="theme" data-js hidden
 aria-label="Switch theme" title="Theme (T)">${icon("theme")}</button>
<button type="button" class="icb" id="help-open" data-js hidden
 aria-label="Keyboard help" title="Help (?)">${icon("help")}</button>
</div>
</header>`;
}

/** Words, a frame and an icon: it must be read as what it is without colour too. */
export function simulatedBadge(): Html {
  const about = "Every price and signal on this page is generated; none is real.";
  const words = html`Simulated<span class="sim-l"> data</span>`;
  return html`<strong class="sim" title="${about}">${icon("flask")}${words}</strong>`;
}

/** Works without a script: a GET that keeps the rest of the view. */
function searchForm(view: View): Html {
  const { scanner, interval, filter, sort } = view;
  const kept = { scanner: scanner.scanner, interval, filter, sort: sortText(sort) };
  const fields = Object.entries(kept).map(
    ([name, value]) => value !== "" && html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const href = viewUrl(view, { query: "" });
  const cross = icon("close");
  const clear = html`<a class="clear" href="${href}" aria-label="Clear the search">${cross}</a>`;
  return html`<form class="find" role="search" action="/" method="get" id="search">${icon("find")}
<label class="vh" for="q">Search a symbol</label>
<input id="q" name="q" type="search" value="${view.query}" placeholder="Search a symbol"
 autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="${symbolLengthMax}"
 aria-keyshortcuts="/">${fields}
${view.query !== "" && clear}
<kbd aria-hidden="true">/</kbd></form>`;
}
