import { Failure } from "../../../base/failure.ts";
import type { VendorResponse } from "../vendor-http.ts";
import { redactText } from "./redact.ts";

const excerptLengthMax = 80;
const decoder = new TextDecoder();

/** An answer that was read to its end. */
export class VendorAnswer implements VendorResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly receivedTsMs: number;

  constructor(answer: Omit<VendorResponse, "text" | "json">) {
    this.status = answer.status;
    this.headers = answer.headers;
    this.bytes = answer.bytes;
    this.receivedTsMs = answer.receivedTsMs;
  }

  text(): string {
    return decoder.decode(this.bytes);
  }

  json(): unknown {
    const text = this.text();
    try {
      return JSON.parse(text);
    } catch {
      const type = this.headers.get("content-type") ?? "no type";
      throw new Failure(
        "provider.bad-payload",
        `the answer (${type}, ${this.bytes.length} bytes) is no JSON: "${excerpt(text)}"`,
      );
    }
  }
}

/** The first characters on one line, without secrets. */
export function excerpt(text: string, lengthMax = excerptLengthMax): string {
  const line = redactText(text.slice(0, 2_000)).replace(/\s+/g, " ").trim();
  return line.length <= lengthMax ? line : `${line.slice(0, lengthMax)}…`;
}
