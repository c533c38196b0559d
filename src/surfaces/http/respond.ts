import { type AnswerCache, encoded, lengthOf, type Payload, shared } from "./answer-cache.ts";
import type { Answer, RouteAnswer, StreamAnswer } from "./route.ts";
import { gzip, hasher } from "./runtime.ts";
import { securityHeaders } from "./security-headers.ts";

/** Characters or bytes; below this, a compressed body is hardly smaller than a packet. */
const compressedLengthMin = 1_024;
const compressible = /^(text\/|application\/(json|manifest)|image\/svg)/;

export interface RespondOptions {
  /** Part of every version: a new release may print the same data in another way. */
  readonly release: string;
  readonly cache: AnswerCache;
  /** Names the address and everything else that the body depends on; null keeps nothing. */
  readonly cacheKey: string | null;
  /** On top of those that every answer has. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A response, and how long its body is: null for a stream. */
export interface Sent {
  readonly response: Response;
  readonly bytes: number | null;
}

/** Turns an answer into what this request gets: 304 where it has it already, smaller if it may. */
export function respond(answer: RouteAnswer, request: Request, options: RespondOptions): Sent {
  const headers = new Headers(securityHeaders(answer.contentType));
  for (const source of [answer.headers ?? {}, options.headers]) {
    for (const [name, value] of Object.entries(source)) setHeader(headers, name, value);
  }
  if ("stream" in answer) return streamed(answer, request, headers);
  headers.set("Cache-Control", cacheControl(answer));
  if (compressible.test(answer.contentType)) headers.append("Vary", "Accept-Encoding");
  if (headers.get("Cache-Control") === "no-store") {
    return send(encoded(answer.body()), answer, { request, headers });
  }
  return versioned(answer, { request, headers, options });
}

interface Target {
  readonly request: Request;
  readonly headers: Headers;
}

function versioned(
  answer: Answer,
  { request, headers, options }: Target & { readonly options: RespondOptions },
): Sent {
  const { release, cache, cacheKey } = options;
  const { version } = answer;
  const body = version === undefined ? encoded(answer.body()) : null;
  const name = version === undefined ? hashOf(body as Uint8Array<ArrayBuffer>) : version;
  const tag = version === undefined ? `W/"${name}"` : `W/"${release}-${name}"`;
  headers.set("ETag", tag);
  if (hasVersion(request.headers.get("If-None-Match"), tag)) {
    return { response: new Response(null, { status: 304, headers }), bytes: 0 };
  }
  if (body !== null) return send(body, answer, { request, headers });
  if (cacheKey === null || answer.packedBody !== undefined)
    return sendKept(answer, request, headers);
  const isPacked = mayPack(answer, request);
  const key = { key: cacheKey, version: name, isPacked };
  const payload = cache.payload(key, answer.body);
  headers.set("Content-Type", answer.contentType);
  if (isPacked) headers.set("Content-Encoding", "gzip");
  return sent(payload, answer.status, headers);
}

/** A body that its route keeps in both forms, or that nobody keeps. */
function sendKept(answer: Answer, request: Request, headers: Headers): Sent {
  if (answer.packedBody === undefined || !mayPack(answer, request)) {
    return send(encoded(answer.body()), answer, { request, headers });
  }
  headers.set("Content-Type", answer.contentType);
  headers.set("Content-Encoding", "gzip");
  return sent(shared(answer.packedBody()), answer.status, headers);
}

function send(body: Uint8Array<ArrayBuffer>, answer: Answer, { request, headers }: Target): Sent {
  headers.set("Content-Type", answer.contentType);
  const isPacked = body.length >= compressedLengthMin && mayPack(answer, request);
  if (isPacked) headers.set("Content-Encoding", "gzip");
  return sent(shared(isPacked ? gzip(body) : body), answer.status, headers);
}

function sent(payload: Payload, status: number, headers: Headers): Sent {
  return { response: new Response(payload, { status, headers }), bytes: lengthOf(payload) };
}

function streamed(answer: StreamAnswer, request: Request, headers: Headers): Sent {
  headers.set("Content-Type", answer.contentType);
  headers.set("Cache-Control", "no-store");
  const body = request.method === "HEAD" ? null : answer.stream();
  return { response: new Response(body, { status: answer.status, headers }), bytes: null };
}

/** Vary names everything that it is given. */
function setHeader(headers: Headers, name: string, value: string): void {
  if (name === "Vary") headers.append(name, value);
  else headers.set(name, value);
}

function mayPack({ contentType }: Answer, request: Request): boolean {
  return compressible.test(contentType) && acceptsGzip(request.headers.get("Accept-Encoding"));
}

function hashOf(body: Uint8Array<ArrayBuffer>): string {
  return hasher("sha1").update(body).digest("base64url");
}

function cacheControl({ status, isForever, headers }: Answer): string {
  if (status !== 200) return "no-store";
  if (headers?.["Cache-Control"] !== undefined) return headers["Cache-Control"];
  return isForever ? "public, max-age=31536000, immutable" : "no-cache";
}

/** If-None-Match compares weakly: W/"a" and "a" are the same version. */
function hasVersion(header: string | null, version: string): boolean {
  if (header === null) return false;
  const wanted = version.replace(/^W\//, "");
  return header.split(",").some((part) => {
    const tag = part.trim().replace(/^W\//, "");
    return tag === "*" || tag === wanted;
  });
}

function acceptsGzip(header: string | null): boolean {
  if (header === null) return false;
  return header.split(",").some((part) => {
    const [coding = "", ...options] = part.toLowerCase().split(";");
    const isRefused = options.some((option) => /^\s*q=0(\.0*)?\s*$/.test(option));
    return coding.trim() === "gzip" && !isRefused;
  });
}
