import { type Failure, failures } from "../../base/failure.ts";
import type { BodyProblem } from "./body.ts";
import { type ParamProblem, quoted } from "./params.ts";
import { type Answer, jsonAnswer, type Method } from "./route.ts";

/** An error as JSON: one sentence for people, and fields for programs. Never a stack. */
export function errorAnswer(
  status: number,
  error: { readonly code: string; readonly message: string } & Readonly<Record<string, unknown>>,
): Answer {
  const { message, ...fields } = error;
  return jsonAnswer(() => ({ success: false, error: message, ...fields }), { status });
}

export function paramAnswer(problem: ParamProblem): Answer {
  return errorAnswer(failures["usage.invalid"].http, { code: "usage.invalid", ...problem });
}

export function failureAnswer(failure: Failure): Answer {
  const { http, retry } = failure.policy;
  return errorAnswer(http, { code: failure.code, message: failure.message, retry });
}

/** A bug of ours: told to the operator in full, to the client not at all. */
export function bugAnswer(): Answer {
  return errorAnswer(500, {
    code: "server.bug",
    message: "the server made a mistake here; its log has the details",
  });
}

export function bodyAnswer({ status = 400, ...problem }: BodyProblem): Answer {
  return errorAnswer(status, { code: "usage.invalid", ...problem });
}

export function malformedAnswer(): Answer {
  const message = "the address of the request cannot be read";
  return errorAnswer(400, { code: "usage.invalid", message });
}

export function methodAnswer(method: string, methods: readonly Method[]): Answer {
  const allowed = methods.flatMap((name) => (name === "GET" ? ["GET", "HEAD"] : name));
  const answer = errorAnswer(405, {
    code: "usage.invalid",
    message: `${quoted(method)} is not offered here; use ${allowed.join(" or ")}`,
  });
  return { ...answer, headers: { Allow: allowed.join(", ") } };
}

/** More requests than the server takes in hand at once. */
export function busyAnswer(): Answer {
  const message = "the server has too many requests in hand; try again in a second";
  const answer = errorAnswer(503, { code: "server.busy", message, retry: "soon" });
  return { ...answer, headers: { "Retry-After": "1" } };
}

export function slowAnswer(limitMs: number): Answer {
  const message = `the answer took longer than ${limitMs / 1_000} s and was given up`;
  const answer = errorAnswer(503, { code: "server.slow", message, retry: "later" });
  return { ...answer, headers: { "Retry-After": "10" } };
}
