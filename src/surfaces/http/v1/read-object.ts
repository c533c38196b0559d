import { err, ok, type Result } from "../../../base/result.ts";
import { didYouMean } from "../../../config/suggest.ts";
import type { BodyProblem } from "../body.ts";
import { quoted } from "../params.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** A body that is an object with no other fields than these. */
export function readObject(
  value: unknown,
  fields: readonly string[],
): Result<JsonObject, BodyProblem> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const allowed = `an object with ${fields.join(", ")}`;
  if (!isObject) return err({ message: `the body is ${allowed}`, allowed });
  const unknown = Object.keys(value).find((name) => !fields.includes(name));
  if (unknown === undefined) return ok(value as JsonObject);
  const hint = didYouMean(unknown.slice(0, 60), fields);
  const message = `${quoted(unknown)} is not a field here, the body is ${allowed}${hint}`;
  return err({ message, field: unknown.slice(0, 60), allowed });
}
