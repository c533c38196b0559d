import { Failure } from "../../../base/failure.ts";
import type { VendorRequest } from "../vendor-http.ts";

/**
 * Where a request goes. A path goes below the base; a whole address, as vendors name the next page,
 * has to be on the same host: credentials go nowhere else. Throws Failure provider.bad-payload.
 */
export function vendorAddress(
  baseUrl: string,
  request: Pick<VendorRequest, "path" | "query">,
): URL {
  const base = new URL(baseUrl);
  const isWhole = /^[a-z][a-z0-9+.-]*:\/\//i.test(request.path);
  const text = isWhole ? request.path : base.href.replace(/\/+$/, "") + request.path;
  const url = URL.parse(text);
  if (url === null || url.origin !== base.origin || url.username !== "") {
    const where = url === null ? "no address at all" : `host "${url.host}"`;
    throw new Failure(
      "provider.bad-payload",
      `the next page is said to be at ${where}, not at "${base.host}"; it is not followed`,
    );
  }
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  url.hash = "";
  return url;
}
