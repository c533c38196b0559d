import type { ProcessMessage } from "../../ports/process-launcher.ts";

const kinds: readonly unknown[] = ["ready", "alive", "stopping"] satisfies ProcessMessage["kind"][];

/** What came over the channel from a child; null for anything that is no message of ours. */
export function readProcessMessage(value: unknown): ProcessMessage | null {
  if (typeof value !== "object" || value === null) return null;
  const { kind, text } = value as Record<string, unknown>;
  if (!kinds.includes(kind) || typeof text !== "string") return null;
  return { kind: kind as ProcessMessage["kind"], text };
}
