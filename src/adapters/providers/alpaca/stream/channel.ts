import { Failure } from "../../../../base/failure.ts";

/** Lists of symbols by the vendor's name of what is asked for: `{ bars: ["*"], trades: [] }`. */
export type Subscription = Readonly<Record<string, readonly string[]>>;

/** A message of the vendor: `T` tells its kind. */
export interface VendorMessage {
  readonly T?: unknown;
}

/** What one socket speaks of, and how. */
export interface Channel {
  /** For people: "bars and quotes". */
  readonly name: string;
  /** Path below the stream host. */
  readonly path: string;
  encode(message: object): string | Uint8Array;
  /** Messages of a frame. Throws Failure provider.bad-payload. */
  decode(data: string | Uint8Array): readonly VendorMessage[];
  /** Takes what is data among the messages of a frame. */
  take(messages: readonly VendorMessage[]): void;
}

const everyone = "*";

export function isEverything(list: readonly string[]): boolean {
  return list[0] === everyone;
}

export function encodeJson(message: object): string {
  return JSON.stringify(message);
}

export function decodeJson(data: string | Uint8Array): readonly VendorMessage[] {
  const text = typeof data === "string" ? data : new TextDecoder().decode(data);
  try {
    return messagesIn(JSON.parse(text));
  } catch (error) {
    throw badFrame(error);
  }
}

/** Every frame is a list, also of one message. */
export function messagesIn(value: unknown): readonly VendorMessage[] {
  if (Array.isArray(value) && value.every(isMessage)) return value;
  throw new TypeError("it is no list of messages");
}

export function badFrame(cause: unknown): Failure {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const text = `Alpaca's stream sent a frame that cannot be read: ${reason.slice(0, 100)}`;
  return new Failure("provider.bad-payload", text, { cause });
}

function isMessage(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
