import { err, ok, type Result } from "../../base/result.ts";
import type { JsonSchema } from "./openapi/json-schema.ts";

/** What a request has to bring: how it is read, and what the document says of it. */
export interface BodySpec<T> {
  readonly schema: JsonSchema;
  /** Shown in the document; it is a body that is accepted. */
  readonly example: unknown;
  /** A larger one is refused unread. */
  readonly bytesMax: number;
  /** Reads a value as JSON.parse gave it. */
  read(value: unknown): Result<T, BodyProblem>;
}

/** Why a body was refused. */
export interface BodyProblem {
  /** HTTP status: 400 unless it says otherwise. */
  readonly status?: 400 | 413 | 415;
  readonly message: string;
  /** What it is about: "symbols[3]"; absent where it is the body as a whole. */
  readonly field?: string;
  readonly allowed?: string;
}

const jsonMedia = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/** Reads the body of a request for a route that wants one. */
export async function readBody<T>(
  spec: BodySpec<T>,
  request: Pick<Request, "headers" | "body">,
): Promise<Result<T, BodyProblem>> {
  const type = request.headers.get("Content-Type");
  if (type === null || !jsonMedia.test(type)) {
    const sent =
      type === null ? "without a Content-Type" : `as ${JSON.stringify(type.slice(0, 60))}`;
    const message = `the body came ${sent}; send JSON with Content-Type: application/json`;
    return err({ status: 415, message, allowed: "application/json" });
  }
  const bytes = await bytesOf(request.body, spec.bytesMax);
  if (bytes === null) {
    const message = `the body is larger than ${spec.bytesMax} bytes; send less at a time`;
    return err({ status: 413, message, allowed: `at most ${spec.bytesMax} bytes` });
  }
  const value = parseJson(bytes);
  return value.ok ? spec.read(value.value) : value;
}

/** Null where there are more than `bytesMax`: the rest is not read. */
async function bytesOf(
  body: ReadableStream<Uint8Array> | null,
  bytesMax: number,
): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > bytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseJson(bytes: Uint8Array): Result<unknown, BodyProblem> {
  if (bytes.length === 0) return err({ message: "the body is empty; send JSON" });
  try {
    return ok(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    // The parser's words would repeat what was sent.
    return err({ message: "the body is not JSON in UTF-8" });
  }
}
