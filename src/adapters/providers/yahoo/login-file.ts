import * as v from "valibot";
import type { SystemFiles } from "../../../ports/system-files.ts";

/** Text that outlives the program. May throw Failure host.unavailable. */
export interface LoginFile {
  read(): string | undefined;
  write(text: string): void;
}

/** Nobody but the owner reads it: whoever has the cookies is the same visitor to Yahoo. */
const ownerOnly = 0o600;

export function loginFileAt(files: Pick<SystemFiles, "read" | "write">, path: string): LoginFile {
  return {
    read: () => files.read(path),
    write: (text) => files.write(path, text, { mode: ownerOnly }),
  };
}

const cookie = v.object({
  name: v.string(),
  value: v.string(),
  expiresTsMs: v.nullable(v.number()),
});

const session = v.object({
  version: v.literal(1),
  /** Yahoo refuses a crumb from somebody else. */
  userAgent: v.string(),
  cookies: v.array(cookie),
  crumb: v.string(),
});
export type Session = v.InferOutput<typeof session>;

/** What the file holds; null where it holds nothing that can be used. */
export function readSession(text: string | undefined): Session | null {
  if (text === undefined) return null;
  try {
    const parsed = v.safeParse(session, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    // Damaged: a new login takes its place.
    return null;
  }
}

export function formatSession(value: Session): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
