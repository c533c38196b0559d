import type { BodySpec } from "../body.ts";
import { operationId } from "../openapi/document.ts";
import type { JsonSchema } from "../openapi/json-schema.ts";
import type { ParamSpec } from "../params.ts";
import type { Route } from "../route.ts";
import { type Html, html } from "./html.ts";

/** What a route takes in its address. */
export function paramTable(route: Route): Html | false {
  const rows = [
    ...Object.entries(route.pathParams ?? {}).map(([name, spec]) => paramRow(name, spec, true)),
    ...Object.entries(route.params).map(([name, spec]) => paramRow(name, spec, false)),
  ];
  if (rows.length === 0) return false;
  const label = `Parameters of ${route.method ?? "GET"} ${route.path}`;
  return table(label, ["Parameter", "Default", "Values", "Meaning"], rows);
}

function paramRow(name: string, spec: ParamSpec<unknown>, isInPath: boolean): Html {
  const isRequired = isInPath || spec.isRequired === true;
  const fallback = spec.default === null ? "" : String(spec.default);
  return html`<tr><th scope="row"><code>${isInPath ? `{${name}}` : name}</code></th>
<td>${isRequired ? "required" : fallback !== "" && html`<code>${fallback}</code>`}</td>
<td>${spec.allowed}</td><td>${spec.help}</td></tr>`;
}

export function bodyDetails(body: BodySpec<unknown>): Html {
  return html`<h4>Body</h4>
${fieldTable("Fields of the body", body.schema)}
${jsonText("A body", body.example)}`;
}

/** Closed at first: an answer has many fields. */
export function answerDetails(route: Route, response: JsonSchema, example: unknown): Html {
  const isJson = route.responseType === undefined;
  const shown = isJson
    ? jsonText("An answer", example)
    : html`<p>${response.description}</p>${preformatted("A part of it", String(example))}`;
  const label = `Fields of the answer of ${route.method ?? "GET"} ${route.path}`;
  return html`<details class="api-d" id="${operationId(route)}-answer"><summary>Answer</summary>
${isJson && fieldTable(label, response)}
${shown}</details>`;
}

function jsonText(label: string, value: unknown): Html {
  return preformatted(label, JSON.stringify(value, null, 2));
}

function preformatted(label: string, text: string): Html {
  return html`<pre class="api-x" tabindex="0" role="group" aria-label="${label}">${text}</pre>`;
}

function fieldTable(label: string, schema: JsonSchema): Html {
  const rows = fieldsOf(schema, "").map(
    ({ name, type, help }) =>
      html`<tr><th scope="row"><code>${name}</code></th><td>${type}</td><td>${help}</td></tr>`,
  );
  if (rows.length === 0) return html``;
  return table(label, ["Field", "Type", "Meaning"], rows);
}

/** A wide table moves in its own frame, by keyboard too. */
function table(label: string, headings: readonly string[], rows: readonly Html[]): Html {
  const head = headings.map((text) => html`<th scope="col">${text}</th>`);
  return html`<div class="api-s" tabindex="0" role="group" aria-label="${label}">
<table class="api-t"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

interface Field {
  /** "data[].receipt.params". */
  readonly name: string;
  readonly type: string;
  readonly help: string;
}

function fieldsOf(schema: JsonSchema, prefix: string): readonly Field[] {
  if (schema.anyOf !== undefined) {
    return schema.anyOf.flatMap((part) => fieldsOf(part, prefix));
  }
  if (schema.items !== undefined) return fieldsOf(schema.items, `${prefix}[]`);
  return Object.entries(schema.properties ?? {}).flatMap(([name, part]) => {
    const path = prefix === "" ? name : `${prefix}.${name}`;
    const inner = fieldsOf(part, path);
    const isGroup = inner.length > 0 && part.description === undefined;
    const own = { name: path, type: typeText(part), help: part.description ?? "" };
    return isGroup ? inner : [own, ...inner];
  });
}

/** "text or null", "one of up, down", "list". */
function typeText(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeText))].join(" or ");
  const values = schema.enum?.filter((value) => value !== null);
  const isNullable = schema.enum?.includes(null) || [schema.type].flat().includes("null");
  const types = [schema.type ?? []].flat().filter((type) => type !== "null");
  const base = values === undefined ? types.join(" or ") : `one of ${values.join(", ")}`;
  if (base === "") return isNullable ? "null" : "any";
  return isNullable ? `${base}, or null` : base;
}
