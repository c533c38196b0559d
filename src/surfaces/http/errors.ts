import { type Failure, failures } from "../../base/failure.ts";
import type { ParamProblem } from "./params.ts";
import { type Answer, jsonAnswer } from "./route.ts";

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
