import { commandsPage } from "./commands-page.ts";
import { configurationPage, environmentExample } from "./configuration-page.ts";
import { failuresPage } from "./failures-page.ts";
import { httpApiPage } from "./http-api-page.ts";
import { openApiFile } from "./openapi-file.ts";
import { scannersPage } from "./scanners-page.ts";
import { unitFiles } from "./unit-files.ts";

/** Every file that is written from tables, by its path in the project. */
export function generatedPages(): ReadonlyMap<string, string> {
  return new Map([
    ["docs/reference/commands.md", commandsPage()],
    ["docs/reference/configuration.md", configurationPage()],
    ["docs/reference/failures.md", failuresPage()],
    ["docs/reference/scanners.md", scannersPage()],
    ["docs/reference/http-api.md", httpApiPage()],
    ["docs/reference/openapi.json", openApiFile()],
    [".env.example", environmentExample()],
    ...unitFiles(),
  ]);
}
