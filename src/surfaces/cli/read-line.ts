import { createInterface } from "node:readline";

/**
 * One line of what the user types or pipes in; null at the end of the input, or when `signal`
 * aborts. The rest of the input stays unread.
 */
export function readLine(
  input: NodeJS.ReadableStream,
  signal: AbortSignal,
): Promise<string | null> {
  const lines = createInterface({ input });
  return new Promise((resolve) => {
    const end = () => resolve(null);
    signal.addEventListener("abort", end, { once: true });
    lines.once("line", resolve);
    lines.once("close", end);
    if (signal.aborted) end();
  }).finally(() => lines.close()) as Promise<string | null>;
}
