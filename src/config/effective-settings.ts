import { type GivenValue, type OptionTable, readOption } from "./option.ts";
import { options } from "./options.ts";
import type { Environment, GivenFlags } from "./settings.ts";

/** A setting of the program as it holds, for people who wonder why. */
export interface EffectiveSetting {
  /** Flag without its dashes: "data-dir". */
  readonly name: string;
  readonly env: string | null;
  /** Null: not set. A secret is never told, only whether it is set. */
  readonly value: string | number | boolean | null;
  readonly from: "flag" | "environment" | "default";
  readonly help: string;
}

/** Names of values that must not leave the program, whatever table they stand in. */
const secretPattern = /token|secret|password|passphrase|credential|webhook|api[-_]?key/i;
const hidden = "(hidden)";

/** What holds of a table, in its order, and where each value came from. */
export function effectiveSettings(
  flags: GivenFlags,
  environment: Environment,
  table: OptionTable = options,
): readonly EffectiveSetting[] {
  return Object.entries(table).map(([key, spec]) => {
    const flag: GivenValue = flags[key];
    const variable = spec.env === undefined ? undefined : environment[spec.env] || undefined;
    const from = flag !== undefined ? "flag" : variable !== undefined ? "environment" : "default";
    const read = readOption(spec, spec.flag, from === "environment" ? [variable ?? ""] : flag);
    const value = read.ok ? shown(read.value) : null;
    const isSecret = secretPattern.test(spec.flag) || secretPattern.test(spec.env ?? "");
    return {
      name: spec.flag,
      env: spec.env ?? null,
      value: isSecret && value !== null ? hidden : value,
      from,
      help: spec.help,
    };
  });
}

function shown(value: unknown): EffectiveSetting["value"] {
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  return null;
}
