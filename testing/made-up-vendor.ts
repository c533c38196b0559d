import type { VendorRequest } from "../src/adapters/providers/vendor-http.ts";
import { Failure } from "../src/base/failure.ts";
import { startReplayServer } from "./replay/replay-server.ts";
import type { Replies } from "./replay/route.ts";
import { type TestLinkOptions, vendorLink } from "./vendor-link.ts";

const never = new AbortController().signal;

/** A vendor that answers GET /bars with the replies, and a link to it. */
export async function startVendor(replies: Replies, options: Partial<TestLinkOptions> = {}) {
  const server = await startReplayServer({ routes: { "GET /bars?*": replies } });
  const link = vendorLink({ baseUrl: server.url, ...options });
  const ask = (more: Partial<VendorRequest> = {}) =>
    link.http.request({ path: "/bars", endpoint: "bars", lane: "live", signal: never, ...more });
  return {
    server,
    link,
    ask,
    /** The failure of a request. */
    refused: (more: Partial<VendorRequest> = {}) => failureOf(ask(more)),
    /** "ok 2": outcome and calls of each request so far. */
    outcomes: () => link.lines.map((line) => `${line.outcome} ${line.calls}`),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => null,
    (reason) => reason,
  );
  if (!(error instanceof Failure)) throw new Error(`${error} is no Failure`);
  return error;
}
