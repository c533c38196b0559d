import { Failure } from "../../../base/failure.ts";
import type { Clock } from "../../../ports/clock.ts";
import { VendorAnswer } from "./vendor-answer.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** How long an answer may take. */
export interface CallTimes {
  /** From sending to the first byte of the answer. */
  readonly firstByte: number;
  /** From there to its last byte. */
  readonly body: number;
}

export interface Call {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly bytesMax: number;
  readonly signal: AbortSignal;
}

export type CallEnd =
  | { readonly kind: "answer"; readonly answer: VendorAnswer }
  /** `wasSent`: the vendor may have got it. */
  | { readonly kind: "none"; readonly text: string; readonly wasSent: boolean };

interface Means {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly timeoutMs: CallTimes;
}

/** The connection was never made: these errors come before a byte is sent. */
const unsentCodes = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ConnectionRefused"]);

/**
 * One HTTP call, read to its end. Throws Failure run.interrupted when it is called off, and
 * provider.bad-payload for an answer that is longer than allowed.
 */
export async function sendCall(means: Means, call: Call): Promise<CallEnd> {
  const cut = new AbortController();
  const interrupt = () => cut.abort();
  call.signal.addEventListener("abort", interrupt);
  if (call.signal.aborted) cut.abort();
  const late = { text: "" };
  try {
    const response = await within(means, cut, late, {
      spanMs: means.timeoutMs.firstByte,
      lateText: `no answer within ${means.timeoutMs.firstByte / 1_000} s`,
      work: means.fetch(call.url, {
        method: call.method,
        headers: call.headers,
        ...(call.body === undefined ? {} : { body: call.body }),
        // A vendor that sends us elsewhere must not get the credentials there.
        redirect: "manual",
        signal: cut.signal,
      }),
    });
    const bytes = await within(means, cut, late, {
      spanMs: means.timeoutMs.body,
      lateText: `the answer did not end within ${means.timeoutMs.body / 1_000} s`,
      work: readBody(response, call.bytesMax),
    });
    const { status, headers } = response;
    const receivedTsMs = means.clock.nowMs();
    return {
      kind: "answer",
      answer: new VendorAnswer({ status, headers, bytes, receivedTsMs }),
    };
  } catch (error) {
    cut.abort();
    if (call.signal.aborted) throw new Failure("run.interrupted", "called off");
    if (error instanceof Failure) throw error;
    if (late.text !== "") return { kind: "none", text: late.text, wasSent: true };
    // The runtime's own message names the address with its query, which may hold a key.
    const code = errorCode(error);
    return { kind: "none", text: `no answer (${code})`, wasSent: !unsentCodes.has(code) };
  } finally {
    call.signal.removeEventListener("abort", interrupt);
  }
}

async function within<T>(
  means: Means,
  cut: AbortController,
  late: { text: string },
  step: { readonly spanMs: number; readonly lateText: string; readonly work: Promise<T> },
): Promise<T> {
  const done = new AbortController();
  void means.clock.sleep(step.spanMs, done.signal).then(() => {
    if (done.signal.aborted) return;
    late.text = step.lateText;
    cut.abort();
  });
  try {
    return await step.work;
  } finally {
    done.abort();
  }
}

async function readBody(response: Response, bytesMax: number): Promise<Uint8Array> {
  const declared = response.headers.get("content-length");
  const declaredBytes = declared === null ? null : Number(declared);
  if (declaredBytes !== null && declaredBytes > bytesMax) throw tooLong(declaredBytes, bytesMax);
  if (response.body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > bytesMax) throw tooLong(size, bytesMax);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : joined(chunks, size);
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function tooLong(size: number, bytesMax: number): Failure {
  return new Failure(
    "provider.bad-payload",
    `the answer is longer than allowed: ${size} bytes or more, at most ${bytesMax} are read`,
  );
}

function errorCode(error: unknown): string {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  const text = typeof code === "string" ? code : String(name);
  return /^[\w.-]{1,40}$/.test(text) ? text : "unknown error";
}
