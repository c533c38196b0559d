import { Failure, type FailureCode } from "../../../base/failure.ts";
import type { VendorResponse } from "../vendor-http.ts";
import { excerpt } from "./vendor-answer.ts";

const textLengthMax = 200;

/** What an answer with an error status means to us, with the vendor's own words. */
export function answerFailure(answer: VendorResponse): Failure {
  const words = sentOn(answer) ?? vendorWords(answer);
  const text = words === "" ? `status ${answer.status}` : `status ${answer.status}: "${words}"`;
  return new Failure(codeOf(answer.status), text);
}

function codeOf(status: number): FailureCode {
  if (status === 401) return "provider.unauthorized";
  if (status === 403) return "provider.forbidden";
  if (status === 429) return "provider.rate-limited";
  if (status === 408 || status === 499 || status >= 500) return "provider.unavailable";
  return "provider.refused";
}

function sentOn(answer: VendorResponse): string | null {
  const target = URL.parse(answer.headers.get("location") ?? "");
  if (answer.status >= 400 || target === null) return null;
  return `sent on to host ${target.host}, which is not followed`;
}

/** The message inside an error in JSON, or the beginning of what came instead of it. */
function vendorWords(answer: VendorResponse): string {
  const text = answer.text();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return excerpt(text, textLengthMax);
  }
  return excerpt(messageIn(value, 0) ?? text, textLengthMax);
}

const messageNames = ["message", "detail", "error_description", "description", "faultstring"];
const wrapperNames = ["errors", "error", "fault", "title", "finance", "chart", "quoteResponse"];
const depthMax = 4;

function messageIn(value: unknown, depth: number): string | null {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || depth >= depthMax) return null;
  const fields = (Array.isArray(value) ? value[0] : value) as Record<string, unknown> | null;
  if (typeof fields !== "object" || fields === null) return messageIn(fields, depth + 1);
  for (const name of [...messageNames, ...wrapperNames]) {
    const found = messageIn(fields[name], depth + 1);
    if (found !== null) return found;
  }
  return null;
}
