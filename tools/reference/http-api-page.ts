import type { Route } from "../../src/surfaces/http/route.ts";
import { routes } from "../../src/surfaces/http/routes/registry.ts";
import { code, madeFrom, markdownTable, prose } from "./markdown.ts";

/** docs/reference/http-api.md. */
export function httpApiPage(): string {
  const groups = Map.groupBy(routes, ({ group }) => group);
  return [
    madeFrom("src/surfaces/http/routes"),
    "# HTTP API\n\n",
    prose(
      "All routes are GET and answer in JSON unless it says otherwise. `l2t up` prints the " +
        "address. A refused parameter is named in the answer together with what it allows; " +
        "statuses and codes: [failures](failures.md).",
    ),
    ...[...groups].map(([group, own]) => [`\n## ${group}\n`, ...own.map(routeSection)].join("")),
  ].join("");
}

function routeSection({ path, summary, params }: Route): string {
  const rows = Object.entries(params).map(([name, spec]) => [
    code(name),
    spec.isRequired ? "required" : code(String(spec.default ?? "")),
    spec.allowed,
    spec.help,
  ]);
  const table =
    rows.length === 0
      ? ""
      : `\n${markdownTable(["Parameter", "Default", "Values", "Meaning"], rows)}`;
  return `\n### ${path}\n\n${prose(summary)}${table}`;
}
