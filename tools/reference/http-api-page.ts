import type { JsonSchema } from "../../src/surfaces/http/openapi/json-schema.ts";
import type { ParamSpec } from "../../src/surfaces/http/params.ts";
import type { Route } from "../../src/surfaces/http/route.ts";
import { routes } from "../../src/surfaces/http/routes/registry.ts";
import { eventData } from "../../src/surfaces/http/stream/stream-schema.ts";
import { v1Routes } from "../../src/surfaces/http/v1/registry.ts";
import { code, madeFrom, markdownTable, prose } from "./markdown.ts";

/** docs/reference/http-api.md. */
export function httpApiPage(): string {
  return [
    madeFrom("src/surfaces/http"),
    "# HTTP API\n\n",
    prose(
      "`l2t up` prints the address. A refused parameter is named in the answer together with " +
        "what it allows; statuses and codes: [failures](failures.md). How to ask, with keys and " +
        "the live stream: [the API by example](../how-to/api.md).",
    ),
    "\n",
    "## The typed API\n\n",
    prose(
      "Its addresses begin with `/api/v1`, its answers are `{data, meta}`; every field is in " +
        "[openapi.json](openapi.json), which the server tells as `/api/v1/openapi.json` and " +
        "shows as `/api/v1/docs`.",
    ),
    ...sections(v1Routes),
    eventSection(),
    "\n## The page, the older routes and monitoring\n\n",
    prose("All of them are GET. The older routes answer as those of the reference system did."),
    ...sections(routes),
  ].join("");
}

function sections(list: readonly Route[]): readonly string[] {
  const groups = Map.groupBy(list, ({ group }) => group);
  return [...groups].map(([group, own]) => [`\n### ${group}\n`, ...own.map(routeSection)].join(""));
}

function routeSection(route: Route): string {
  const { method = "GET", path, summary, pathParams = {}, params, body, scope = "read" } = route;
  const rows = [
    ...Object.entries(pathParams).map(([name, spec]) => paramRow(`{${name}}`, spec, true)),
    ...Object.entries(params).map(([name, spec]) => paramRow(name, spec, spec.isRequired ?? false)),
  ];
  const table = ["Parameter", "Default", "Values", "Meaning"];
  const notes = [
    ...(scope === "read" ? [] : [`Needs a key of the scope ${scope}.`]),
    ...(route.isPublic ? ["Answered without a key."] : []),
  ];
  return [
    `\n#### ${method} ${path}\n\n`,
    prose([summary, ...notes].join(" ")),
    rows.length === 0 ? "" : `\n${markdownTable(table, rows)}`,
    body === undefined ? "" : `\nBody, for example ${code(JSON.stringify(body.example))}.\n`,
  ].join("");
}

function paramRow(name: string, spec: ParamSpec<unknown>, isRequired: boolean): readonly string[] {
  const fallback = isRequired ? "required" : code(String(spec.default ?? ""));
  return [code(name), fallback, spec.allowed, spec.help];
}

function eventSection(): string {
  const rows = Object.entries(eventData).map(([topic, schema]) => [code(topic), fieldsOf(schema)]);
  return [
    "\n### Events of the stream\n\n",
    prose(
      "Each event has an `id`, its topic as `event`, and one line of `data`: " +
        "`{id, topic, at, data}`. Beside the topics there are `ready`, when the stream begins, " +
        "and `gap`, when events were missed that are no longer kept.",
    ),
    `\n${markdownTable(["Topic", "Fields of data"], rows)}`,
  ].join("");
}

function fieldsOf({ properties = {} }: JsonSchema): string {
  return Object.keys(properties).map(code).join(", ");
}
