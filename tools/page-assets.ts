/**
 * Puts the page's files into one module of the server, so that it needs no folder beside it and no
 * bundler at run time: `bin/bun tools/page-assets.ts`, after a change in web/.
 *
 * In    web/page/*.ts, web/style/*.css, web/fonts/inter.woff2, web/icon.svg
 * Out   src/surfaces/http/generated/page-assets.ts; its test fails while it is out of date
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { assert } from "../src/base/assert.ts";

const root = resolve(import.meta.dir, "..");
export const pageAssetsPath = "src/surfaces/http/generated/page-assets.ts";

/** In the order of the cascade. */
const styles = [
  "tokens",
  "base",
  "top",
  "board",
  "table",
  "long-table",
  "help",
  "details",
  "narrow",
] as const;

/** The reference of the API has none of the page's tables, and its own rules for them. */
const apiStyles = ["tokens", "base", "top", "api"] as const;

interface Asset {
  readonly name: string;
  readonly path: string;
  readonly contentType: string;
  readonly content: string | Buffer;
}

/** The module as text: equal sources, equal text. */
export async function pageAssetsModule(): Promise<string> {
  const font = asset("font", "inter.woff2", "font/woff2", read("web/fonts/inter.woff2"));
  const css = (names: readonly string[]) => {
    const style = names.map((name) => String(read(`web/style/${name}.css`))).join("\n");
    return withoutComments(style).replace('url("FONT")', `url("${font.path}")`);
  };
  const assets = [
    font,
    asset("style", "page.css", styleType, css(styles)),
    asset("apiStyle", "api.css", styleType, css(apiStyles)),
    asset("script", "page.js", scriptType, await bundle("web/page/main.ts")),
    asset("theme", "theme.js", scriptType, await bundle("web/page/theme-early.ts")),
    asset("icon", "icon.svg", "image/svg+xml; charset=utf-8", String(read("web/icon.svg"))),
  ];
  return moduleText(assets);
}

const styleType = "text/css; charset=utf-8";
const scriptType = "text/javascript; charset=utf-8";

function asset(name: string, file: string, contentType: string, content: string | Buffer): Asset {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const path = `/assets/${file.replace(".", `-${hash}.`)}`;
  return { name, path, contentType, content };
}

/** Whitespace and names stay: compressed it is a tenth larger, and its changes can be read. */
async function bundle(entry: string): Promise<string> {
  const built = await Bun.build({
    entrypoints: [resolve(root, entry)],
    target: "browser",
    format: entry.includes("early") ? "iife" : "esm",
    minify: false,
  });
  const [output] = built.outputs;
  assert(built.success && output !== undefined, `${entry} can be bundled`);
  // The bundler names its sources in comments, by paths that depend on the folder it runs in.
  return (await output.text()).replaceAll(/^\s*\/\/ .*\n/gm, "");
}

function withoutComments(css: string): string {
  return css
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/\n\s*\n+/g, "\n")
    .trimStart();
}

function moduleText(assets: readonly Asset[]): string {
  const paths = assets.map(({ name, path }) => `  ${name}: "${path}",\n`).join("");
  const files = assets.map((one) => {
    const content =
      typeof one.content === "string"
        ? `text: ${literal(one.content)}`
        : `base64:\n      "${one.content.toString("base64")}"`;
    const lines = [`path: "${one.path}"`, `contentType: "${one.contentType}"`, content];
    return `  {\n${lines.map((line) => `    ${line},\n`).join("")}  },\n`;
  });
  return `// Made by tools/page-assets.ts from the files in web/. Change those, not this.

interface AssetFile {
  readonly path: string;
  readonly contentType: string;
  readonly text?: string;
  readonly base64?: string;
}

export const assetPaths = {
${paths}} as const;

export const assetFiles: readonly AssetFile[] = [
${files.join("")}];
`;
}

function literal(text: string): string {
  return `\`${text.replaceAll(/[\\`]|\$\{/g, "\\$&")}\``;
}

function read(path: string): Buffer {
  return readFileSync(resolve(root, path));
}

if (import.meta.main) {
  const text = await pageAssetsModule();
  writeFileSync(resolve(root, pageAssetsPath), text);
  console.log(`${pageAssetsPath}: ${text.length} characters`);
}
