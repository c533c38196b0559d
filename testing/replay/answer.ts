/**
 * What the replay server answers, and the ways in which a vendor's answer goes wrong.
 *
 *   jsonAnswer({ a: 1 })                     200 with JSON
 *   textAnswer("Too Many Requests", { status: 429, headers: { "retry-after": "3" } })
 *   edited(answer, (json) => { json.a = null })   a recorded answer with a changed body
 *   cutOff(answer, 20)                       promises the whole length, sends 20 bytes, hangs up
 *   delayed(answer, 50)                      the first byte comes 50 ms late
 *   const gate = held(answer)                the first byte comes after gate.release()
 */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Uint8Array;
  /** The first byte waits for this. */
  readonly ready?: () => Promise<void>;
  /** The connection is closed after so many bytes of the body. */
  readonly cutAtBytes?: number;
  /** The connection is closed without an answer. */
  readonly isHungUp?: boolean;
}

export interface AnswerOptions {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

export function bytesAnswer(body: Uint8Array, options: AnswerOptions = {}): Answer {
  return { status: options.status ?? 200, headers: options.headers ?? {}, body };
}

export function textAnswer(text: string, options: AnswerOptions = {}): Answer {
  const headers = { "content-type": "text/plain; charset=utf-8", ...options.headers };
  return bytesAnswer(new TextEncoder().encode(text), { ...options, headers });
}

export function jsonAnswer(value: unknown, options: AnswerOptions = {}): Answer {
  const headers = { "content-type": "application/json; charset=utf-8", ...options.headers };
  return textAnswer(JSON.stringify(value), { ...options, headers });
}

/** 200 with nothing in it, or another status. */
export function emptyAnswer(status = 200): Answer {
  return bytesAnswer(new Uint8Array(0), { status });
}

/** The HTML page of a proxy whose server behind it is gone. */
export function badGateway(): Answer {
  const page = "<html><head><title>502 Bad Gateway</title></head><body>502</body></html>";
  return textAnswer(page, { status: 502, headers: { "content-type": "text/html" } });
}

/** 429; what it says of the pause is in the headers, if anything. */
export function tooManyRequests(headers: AnswerOptions["headers"] = {}): Answer {
  return textAnswer("Too Many Requests", { status: 429, headers });
}

/** The whole length is promised, `atBytes` come, and the connection ends. */
export function cutOff(answer: Answer, atBytes: number): Answer {
  return { ...answer, cutAtBytes: Math.min(atBytes, answer.body.length) };
}

/** The connection ends without an answer. */
export function hungUp(): Answer {
  return { ...emptyAnswer(), isHungUp: true };
}

export function delayed(answer: Answer, delayMs: number): Answer {
  return { ...answer, ready: () => Bun.sleep(delayMs) };
}

/** An answer whose first byte waits until `release` is called, once for all who asked. */
export function held(answer: Answer): { readonly answer: Answer; release(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { answer: { ...answer, ready: () => promise }, release: () => resolve() };
}

/** The same answer with its JSON changed: nulls, unknown fields, one row less. */
// biome-ignore lint/suspicious/noExplicitAny: recorded bodies have any shape
export function edited(answer: Answer, edit: (json: any) => unknown): Answer {
  const json = JSON.parse(new TextDecoder().decode(answer.body));
  const result = edit(json);
  const changed = result === undefined ? json : result;
  return { ...answer, body: new TextEncoder().encode(JSON.stringify(changed)) };
}
