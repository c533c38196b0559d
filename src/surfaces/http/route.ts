import type { Bus } from "../../ports/bus.ts";
import type { KeyScope } from "../../ports/key-store.ts";
import type { ProviderLogin } from "../../ports/provider-login.ts";
import type { Store } from "../../ports/store.ts";
import type { ServerStatus } from "./api.ts";
import type { BodySpec } from "./body.ts";
import type { LatestResults } from "./latest-results.ts";
import type { JsonSchema } from "./openapi/json-schema.ts";
import type { Readiness } from "./operate/readiness.ts";
import type { PageCache } from "./page/page-cache.ts";
import type { ParamTable, ParamValues } from "./params.ts";
import type { V1Parts } from "./v1/v1-parts.ts";

/** What a route sends. The version stands for the body in the ETag. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  /** Built only when the client does not have this version yet. */
  readonly body: () => string | Uint8Array<ArrayBuffer>;
  /** The body in gzip, where somebody keeps it; without it the body is packed when it is sent. */
  readonly packedBody?: () => Uint8Array<ArrayBuffer>;
  /** Changes whenever the body does, but for its ages; without it the body itself is hashed. */
  readonly version?: string;
  /** forever: the address names the content. Everything else is asked again each time. */
  readonly isForever?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that goes on: sent as it comes, never compressed, hashed or kept anywhere. */
export interface StreamAnswer {
  readonly status: 200;
  readonly contentType: string;
  /** Called for GET only; the stream is cancelled when the client goes. */
  readonly stream: () => ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export type RouteAnswer = Answer | StreamAnswer;

/** Everything that a route may look at. */
export interface RouteContext {
  readonly store: Store;
  /** Null where nobody tells of changes: a server in a test, a program without services. */
  readonly bus: Bus | null;
  readonly version: string;
  readonly status: ServerStatus;
  /** Time of the market that the data belongs to: ages are measured to here. */
  readonly nowTsMs: number;
  /** Time of this machine's clock: for signs of life and for what users change. */
  readonly clockTsMs: number;
  readonly results: LatestResults;
  readonly page: PageCache;
  readonly operate: OperateFacts;
  /** Null where there is no login at a provider by this id. */
  openLogin(provider: string): Promise<ProviderLogin | null>;
  /** What the routes of /api/v1 keep between requests. */
  readonly v1: V1Parts;
}

/** What whoever runs the server wants to know of it. */
export interface OperateFacts {
  readiness(): Readiness;
  /** In the text format of Prometheus. */
  metrics(): string;
}

/** Who asks, as their key tells; without a key on loopback that is the operator. */
export interface Caller {
  readonly keyId: string | null;
  readonly scope: KeyScope;
}

export interface RouteRequest<
  P extends ParamTable = ParamTable,
  PathP extends ParamTable = ParamTable,
  B = unknown,
> {
  readonly params: ParamValues<P>;
  readonly pathParams: ParamValues<PathP>;
  /** What the route's `body` read; undefined for a route without one. */
  readonly body: B;
  readonly search: URLSearchParams;
  /** The header Accept, or "". */
  readonly accept: string;
  readonly headers: Headers;
  readonly caller: Caller;
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One address of the server. Help, parameters and the reference page come from here. */
export interface Route<
  P extends ParamTable = ParamTable,
  PathP extends ParamTable = ParamTable,
  B = unknown,
> {
  /** Heading in the reference: "Scanners". */
  readonly group: string;
  /** GET where it is left out; GET answers HEAD too. */
  readonly method?: Method;
  /** "/api/v1/bars/{symbol}": each name in braces is one of `pathParams` and one segment. */
  readonly path: string;
  readonly summary: string;
  readonly params: P;
  readonly pathParams?: PathP;
  /** What the request has to bring; without it a body is read by nobody. */
  readonly body?: BodySpec<B>;
  /** Body of the answer where all went well; every route of /api/v1 has it. */
  readonly response?: JsonSchema;
  /** Media type of that body; JSON where it is left out. */
  readonly responseType?: string;
  /** Statuses of that answer; 200 where they are left out. */
  readonly statuses?: readonly number[];
  /** What a key must allow: "read" where it is left out. */
  readonly scope?: KeyScope;
  /** Answered without a key, wherever it is asked from. */
  readonly isPublic?: boolean;
  /** Routes of the reference system ignore names that they do not know, as it did. */
  readonly acceptsUnknown?: boolean;
  /** Throws, or rejects with, Failure where what is asked for does not exist. */
  answer(
    request: RouteRequest<P, PathP, B>,
    context: RouteContext,
  ): RouteAnswer | Promise<RouteAnswer>;
}

/** Keeps the types of the parameters together with the code that reads them. */
export function defineRoute<
  const P extends ParamTable,
  const PathP extends ParamTable = ParamTable,
  B = unknown,
>(route: Route<P, PathP, B>): Route {
  return route as unknown as Route;
}

export const jsonType = "application/json; charset=utf-8";
export const htmlType = "text/html; charset=utf-8";
export const svgType = "image/svg+xml; charset=utf-8";
export const eventStreamType = "text/event-stream; charset=utf-8";

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
