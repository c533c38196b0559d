import type { RouteContext } from "../route.ts";
import { type Html, html } from "./html.ts";
import { brandMark, icon } from "./icons.ts";
import { sessionText } from "./session-text.ts";
import { sortText, type View, viewUrl } from "./view.ts";

/** Name, search, market session, theme and help. */
export function topBar(view: View, context: RouteContext): Html {
  const { nowTsMs, status } = context;
  const { session, title, detail } = sessionText(nowTsMs);
  const iso = new Date(nowTsMs).toISOString();
  return html`<header class="top" id="top">
<a class="brand" href="/" aria-label="learn2trade">${brandMark()}<span>learn2trade</span></a>
${status.isSimulated && simulatedBadge()}
${searchForm(view)}
<div class="sess s-${session}"><i class="dot"></i><div><b>${title}</b>
<small><time datetime="${iso}">${status.marketTsMs === null ? "" : "simulated "}${detail}</time></small></div></div>
<div class="ics">
<button type="button" class="icb" id="theme" data-js hidden aria-label="Switch theme" title="Theme (T)">${icon("theme")}</button>
<button type="button" class="icb" id="help-open" data-js hidden aria-label="Keyboard help" title="Help (?)">${icon("help")}</button>
</div>
</header>`;
}

/** Words, a frame and an icon: it must be read as what it is without colour too. */
export function simulatedBadge(): Html {
  return html`<strong class="sim" title="Every price and signal on this page is generated; none is real.">${icon("flask")}Simulated<span class="sim-l"> data</span></strong>`;
}

/** Works without a script: a GET that keeps the rest of the view. */
function searchForm(view: View): Html {
  const { scanner, interval, filter, sort } = view;
  const kept = { scanner: scanner.scanner, interval, filter, sort: sortText(sort) };
  const fields = Object.entries(kept).map(
    ([name, value]) => value !== "" && html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form class="find" role="search" action="/" method="get" id="search">${icon("find")}
<label class="vh" for="q">Search a symbol</label>
<input id="q" name="q" type="search" value="${view.query}" placeholder="Search a symbol" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="24" aria-keyshortcuts="/">${fields}
${view.query !== "" && html`<a class="clear" href="${viewUrl(view, { query: "" })}" aria-label="Clear the search">${icon("close")}</a>`}
<kbd aria-hidden="true">/</kbd></form>`;
}
