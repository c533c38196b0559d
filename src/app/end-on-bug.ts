/**
 * Ends the process when something throws where nobody catches it: half of a program that goes on
 * would look like a whole one. Bun by itself prints an unhandled rejection and goes on.
 */
export function endOnBug(report: (error: unknown) => Promise<number>): void {
  let isEnding = false;
  const end = (error: unknown) => {
    if (isEnding) return;
    isEnding = true;
    void report(error).then((code) => process.exit(code));
  };
  process.on("unhandledRejection", end);
  process.on("uncaughtException", end);
}
