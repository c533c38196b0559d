import { failures } from "../../../base/failure.ts";
import type { JsonSchema } from "./json-schema.ts";

/** The body of every answer that is an error: a sentence for people, fields for programs. */
export const problemSchema: JsonSchema = {
  title: "Problem",
  type: "object",
  description: "What went wrong; error is a sentence for people, code is for programs.",
  properties: {
    success: { type: "boolean", const: false },
    error: { type: "string", description: "what, which value, and what to do" },
    code: {
      type: "string",
      description: `one of ${Object.keys(failures).join(", ")}, or a code of the server itself`,
    },
    parameter: { type: "string", description: "the parameter that it is about" },
    field: { type: "string", description: "the field of the body that it is about" },
    value: { type: ["string", "null"], description: "the value that was refused" },
    allowed: { type: "string", description: "what would be taken" },
    retry: {
      type: "string",
      enum: ["soon", "later", "never"],
      description: "whether trying again can help",
    },
  },
  required: ["success", "error", "code"],
  examples: [
    {
      success: false,
      error: 'interval is one of 1m, 5m, 15m, 30m, 1h, 4h, 1d, 1w, not "7m"',
      code: "usage.invalid",
      parameter: "interval",
      value: "7m",
      allowed: "one of 1m, 5m, 15m, 30m, 1h, 4h, 1d, 1w",
    },
  ],
};

/** Errors by status, with when each one comes. */
export const problemStatuses = {
  400: "A parameter or the body is not what is allowed; the answer names it.",
  401: "There is no key, or not a valid one.",
  403: "The key does not allow this.",
  404: "What is asked for does not exist.",
  413: "The body is too large.",
  415: "The body is not JSON.",
  429: "Too many requests; Retry-After says when to come again.",
  500: "A mistake of the server; its log has the details.",
  503: "Not possible at the moment; `retry` says whether to try again.",
} as const;

export type ProblemStatus = keyof typeof problemStatuses;
