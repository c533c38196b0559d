import { assetPaths } from "../generated/page-assets.ts";
import { operationId } from "../openapi/document.ts";
import { exampleOf } from "../openapi/example.ts";
import type { Route } from "../route.ts";
import { answerDetails, bodyDetails, paramTable } from "./api-parts.ts";
import { tryForm } from "./api-try.ts";
import { documentOf } from "./document.ts";
import { type Html, html } from "./html.ts";
import { brand, iconSheet } from "./icons.ts";
import { simulatedBadge } from "./top.ts";

export interface ApiPageInput {
  readonly routes: readonly Route[];
  readonly release: string;
  readonly isSimulated: boolean;
}

/** The reference of the API for people: every route with what it takes and answers. */
export function renderApiPage({ routes, release, isSimulated }: ApiPageInput): string {
  const groups = [...Map.groupBy(routes, ({ group }) => group)];
  const body = html`${iconSheet()}
<a class="skip" href="#main">Skip to the routes</a>
<header class="top" id="top">${brand()}
${isSimulated && simulatedBadge()}<span class="sp"></span>
<a class="api-link" href="/api/v1/openapi.json">OpenAPI 3.1</a></header>
<div class="api">
<nav class="api-nav" aria-label="Routes">${groups.map(([name, own]) => navGroup(name, own))}</nav>
<main id="main" class="api-main">
<h1>API</h1>
${introduction(release)}
${groups.map(([name, own]) => groupSection(name, own))}
</main>
</div>`;
  const style = assetPaths.apiStyle;
  return documentOf({ title: "API · learn2trade", body, isSimulated, style });
}

function introduction(release: string): Html {
  return html`<p>Release ${release}. Every answer is <code>{data, meta}</code>: meta says whether
prices were simulated, where the data came from and how new it is. Times are UTC. A value that does
not exist is null, never 0.</p>
<p>Lists come page by page: pass <code>meta.next_cursor</code> as <code>cursor</code>. Pages neither
repeat nor miss a row while rows are added. A refused parameter is named in the answer together with
what it allows.</p>
<p>From this machine no key is needed unless whoever runs the server asks for one. From elsewhere
send one: <code>Authorization: Bearer KEY</code>. Keys are made with
<code>l2t keys create</code>.</p>`;
}

function navGroup(name: string, routes: readonly Route[]): Html {
  const links = routes.map((route) => {
    const path = route.path.replace("/api/v1", "");
    return html`<li><a href="#${operationId(route)}">${methodMark(route)}${path}</a></li>`;
  });
  return html`<h2>${name}</h2><ul>${links}</ul>`;
}

function groupSection(name: string, routes: readonly Route[]): Html {
  const id = name.toLowerCase().replaceAll(" ", "-");
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${name}</h2>
${routes.map(routeArticle)}</section>`;
}

function routeArticle(route: Route): Html {
  const { path, summary, scope = "read", body, response } = route;
  const id = operationId(route);
  const needs = scope !== "read" && html`<p class="mut">Needs a key of the scope ${scope}.</p>`;
  return html`<article id="${id}" aria-labelledby="${id}-h">
<h3 id="${id}-h">${methodMark(route)}<span class="api-path">${path}</span></h3>
<p>${summary}</p>${needs}
${paramTable(route)}
${body && bodyDetails(body)}
${response && answerDetails(route, response, exampleOf(response))}
${tryForm(route)}
</article>`;
}

function methodMark({ method = "GET" }: Route): Html {
  return html`<span class="api-m m-${method.toLowerCase()}">${method}</span>`;
}
