/** What a service tells `l2t up --processes`, which started it, over the channel between them. */
export interface ProcessMessage {
  readonly kind: "ready" | "alive" | "stopping";
  /** One line for the log. */
  readonly text: string;
}

const kinds: readonly unknown[] = ["ready", "alive", "stopping"] satisfies ProcessMessage["kind"][];

/** Null for anything that is no message of ours. */
export function readProcessMessage(value: unknown): ProcessMessage | null {
  if (typeof value !== "object" || value === null) return null;
  const { kind, text } = value as Record<string, unknown>;
  if (!kinds.includes(kind) || typeof text !== "string") return null;
  return { kind: kind as ProcessMessage["kind"], text };
}
