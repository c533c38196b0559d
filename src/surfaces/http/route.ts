import type { Store } from "../../ports/store.ts";
import type { ServerStatus } from "./api.ts";
import type { LatestResults } from "./latest-results.ts";
import type { PageCache } from "./page/page-cache.ts";
import type { ParamTable, ParamValues } from "./params.ts";

/** What a route sends. The version stands for the body in the ETag. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** Built only when the client does not have this version yet. */
  readonly body: () => string | Uint8Array<ArrayBuffer>;
  /** Changes whenever the body does, but for its ages; without it the body itself is hashed. */
  readonly version?: string;
  /** forever: the address names the content. Everything else is asked again each time. */
  readonly isForever?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Everything that a route may look at. */
export interface RouteContext {
  readonly store: Store;
  readonly version: string;
  readonly status: ServerStatus;
  /** Time of the market that the data belongs to: ages are measured to here. */
  readonly nowTsMs: number;
  readonly results: LatestResults;
  readonly page: PageCache;
}

export interface RouteRequest<P extends ParamTable> {
  readonly params: ParamValues<P>;
  readonly search: URLSearchParams;
  /** The header Accept, or "". */
  readonly accept: string;
}

/** One address of the server. Help, parameters and the reference page come from here. */
export interface Route<P extends ParamTable = ParamTable> {
  /** Heading in the reference: "Scanners". */
  readonly group: string;
  readonly path: string;
  readonly summary: string;
  readonly params: P;
  /** Routes of the reference system ignore names that they do not know, as it did. */
  readonly acceptsUnknown?: boolean;
  /** Throws Failure where what is asked for does not exist. */
  answer(request: RouteRequest<P>, context: RouteContext): Answer;
}

/** Keeps the types of the parameters together with the code that reads them. */
export function defineRoute<const P extends ParamTable>(route: Route<P>): Route {
  return route as unknown as Route;
}

const jsonType = "application/json; charset=utf-8";
export const htmlType = "text/html; charset=utf-8";
export const svgType = "image/svg+xml; charset=utf-8";

/** JSON with a final line feed. The value is asked for only when it has to be sent. */
export function jsonAnswer(
  value: () => unknown,
  options: { readonly version?: string; readonly status?: number } = {},
): Answer {
  const { version, status = 200 } = options;
  return {
    status,
    contentType: jsonType,
    body: () => `${JSON.stringify(value())}\n`,
    ...(version === undefined ? {} : { version }),
  };
}
