import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { openApiDocument } from "../../src/surfaces/http/openapi/document.ts";
import { v1Routes } from "../../src/surfaces/http/v1/registry.ts";

/** docs/reference/openapi.json: what a server of this release tells at /api/v1/openapi.json. */
export function openApiFile(): string {
  const path = resolve(import.meta.dir, "../../package.json");
  const { version } = JSON.parse(readFileSync(path, "utf8")) as { version: string };
  return `${JSON.stringify(openApiDocument(v1Routes, version), null, 2)}\n`;
}
