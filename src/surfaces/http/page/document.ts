import { assetPaths } from "../generated/page-assets.ts";
import { type Html, html } from "./html.ts";

/** Both themes' panels, so that a browser's own bars suit the page. */
const themeColors = { dark: "#0d1015", light: "#ffffff" } as const;

/** A whole document around a body. Scripts and styles are files: the policy allows no others. */
export function documentOf(options: {
  readonly title: string;
  readonly body: Html;
  readonly isSimulated: boolean;
  /** A page of its own: its style, and nothing that changes in place. */
  readonly style?: string;
}): string {
  const { title, body, isSimulated, style } = options;
  const script = html`
<script type="module" src="${assetPaths.script}"></script>`;
  const page = html`<!doctype html>
<html lang="en"${isSimulated && html` class="is-sim"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<meta name="description" content="Signals of every scanner, with reasons and receipts.">
<meta name="color-scheme" content="dark light">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="${themeColors.dark}">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="${themeColors.light}">
<link rel="icon" href="${assetPaths.icon}" type="image/svg+xml">
<link rel="preload" href="${assetPaths.font}" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="${style ?? assetPaths.style}">
<script src="${assetPaths.theme}"></script>${style === undefined && script}
</head>
<body>
${body}
</body>
</html>
`;
  return page.text;
}
