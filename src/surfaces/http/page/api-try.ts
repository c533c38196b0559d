import { operationId } from "../openapi/document.ts";
import type { ParamSpec } from "../params.ts";
import type { Route } from "../route.ts";
import { attributes, type Html, html } from "./html.ts";

/** Where forms are sent: it turns what was filled in into the address that is asked for. */
const tryPath = "/api/v1/docs";
/** Fields of a form that belong to the form itself. */
const pathField = "try";

/** A form that asks a route in a new tab, without a script; only for what changes nothing. */
export function tryForm(route: Route): Html | false {
  const isSafe = (route.method ?? "GET") === "GET" && route.responseType === undefined;
  if (!isSafe) return false;
  const id = operationId(route);
  const fields = [
    ...Object.entries(route.pathParams ?? {}).map(([name, spec]) => field(id, name, spec, true)),
    ...Object.entries(route.params).map(([name, spec]) => field(id, name, spec, false)),
  ];
  return html`<form class="api-try" action="${tryPath}" method="get" target="_blank"
 aria-label="Try ${route.path}"><input type="hidden" name="${pathField}" value="${route.path}">
${fields}<button class="api-b">Send<span class="vh"> GET ${route.path} in a new tab</span></button>
</form>`;
}

function field(id: string, name: string, spec: ParamSpec<unknown>, isInPath: boolean): Html {
  const { schema } = spec;
  const inputId = `${id}-${name}`;
  const label = html`<label for="${inputId}">${name}</label>`;
  if (schema.enum !== undefined) {
    const choices = schema.enum.map((word) => html`<option>${String(word)}</option>`);
    const none = spec.default === null ? "any" : `default: ${spec.default}`;
    const first = !isInPath && html`<option value="">${none}</option>`;
    const facts = attributes({ id: inputId, name });
    return html`<div>${label}<select${facts}>${first}${choices}</select></div>`;
  }
  const isNumber = schema.type === "integer" || schema.type === "number";
  const example = schema.examples?.[0];
  const facts = attributes({
    id: inputId,
    name,
    type: isNumber ? "number" : "text",
    min: schema.minimum,
    max: schema.maximum,
    step: schema.type === "number" ? "any" : null,
    value: isInPath && example !== undefined ? String(example) : null,
    required: isInPath,
    placeholder: spec.default === null ? null : String(spec.default),
    autocomplete: "off",
    spellcheck: "false",
  });
  return html`<div>${label}<input${facts}></div>`;
}

/** The address that a filled in form asks for; null for one that no form was made for. */
export function triedUrl(search: URLSearchParams, routes: readonly Route[]): string | null {
  const path = search.get(pathField);
  const route = routes.find(
    (candidate) => candidate.path === path && (candidate.method ?? "GET") === "GET",
  );
  if (route === undefined) return null;
  const names = Object.keys(route.pathParams ?? {});
  const filled = names.reduce(
    (text, name) => text.replace(`{${name}}`, encodeURIComponent(search.get(name) || "-")),
    route.path,
  );
  const query = new URLSearchParams();
  for (const name of Object.keys(route.params)) {
    const value = search.get(name) ?? "";
    if (value !== "") query.set(name, value);
  }
  return query.size === 0 ? filled : `${filled}?${query}`;
}
