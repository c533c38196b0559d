/** A broken promise in our own code. The process logs it and exits; a supervisor restarts it. */
export class BugError extends Error {
  override readonly name = "BugError";
}

/** States what must hold here. `message` names the condition, for the person who reads the log. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new BugError(`broken assumption: ${message}`);
}
