import { assetFiles } from "../generated/page-assets.ts";
import { defineRoute, type Route } from "../route.ts";

/** The page's own files. Their names hold a hash of their content, so they are kept for ever. */
export const assets: readonly Route[] = assetFiles.map(({ path, contentType, text, base64 }) =>
  defineRoute({
    group: "Page",
    path,
    summary: "A file of the page.",
    params: {},
    acceptsUnknown: true,
    answer: () => ({
      status: 200,
      contentType,
      body: () => text ?? new Uint8Array(Buffer.from(base64 ?? "", "base64")),
      isForever: true,
    }),
  }),
);
