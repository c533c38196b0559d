import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Answer } from "./route.ts";
import { securityHeaders } from "./security-headers.ts";

const gzipAside = promisify(gzip);
/** Characters or bytes; below this, a compressed body is hardly smaller than a packet. */
const compressedLengthMin = 1_024;
/** Up to here it takes a few ms at once; larger bodies go to a thread, and others are served. */
const inlineLengthMax = 1_000_000;
/** Half the time of the default level for a tenth more bytes. */
const compressionLevel = 4;
const compressible = /^(text\/|application\/(json|manifest)|image\/svg)/;

/** Turns an answer into what this request gets: 304 where it has it already, smaller if it may. */
export async function respond(
  answer: Answer,
  request: Request,
  release: string,
): Promise<Response> {
  const { status, contentType, version } = answer;
  const headers = new Headers({ ...securityHeaders(contentType), ...answer.headers });
  headers.set("Cache-Control", cacheControl(answer));
  if (compressible.test(contentType)) headers.append("Vary", "Accept-Encoding");
  if (status !== 200) return send(answer, request, headers);

  // The release is part of it: a new one may print the same data in another way.
  let known = version && `W/"${release}-${version}"`;
  let body: ReturnType<Answer["body"]> | undefined;
  if (known === undefined) {
    body = answer.body();
    known = `W/"${createHash("sha1").update(body).digest("base64url")}"`;
  }
  headers.set("ETag", known);
  if (hasVersion(request.headers.get("If-None-Match"), known)) {
    return new Response(null, { status: 304, headers });
  }
  const sent = body;
  return send(sent === undefined ? answer : { ...answer, body: () => sent }, request, headers);
}

async function send(answer: Answer, request: Request, headers: Headers): Promise<Response> {
  const { status, contentType } = answer;
  const body = answer.body();
  headers.set("Content-Type", contentType);
  const isCompressed =
    body.length >= compressedLengthMin &&
    compressible.test(contentType) &&
    acceptsGzip(request.headers.get("Accept-Encoding"));
  if (!isCompressed) return new Response(body, { status, headers });
  headers.set("Content-Encoding", "gzip");
  return new Response(await compressed(body), { status, headers });
}

async function compressed(
  body: string | Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const level = compressionLevel;
  const isSmall = body.length <= inlineLengthMax;
  if (isSmall) return Bun.gzipSync(body, { level, library: "libdeflate" });
  return new Uint8Array(await gzipAside(body, { level }));
}

function cacheControl({ status, isForever }: Answer): string {
  if (status !== 200) return "no-store";
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
