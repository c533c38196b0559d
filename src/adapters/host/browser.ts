import { spawn } from "node:child_process";

/** Shows an address in the user's browser where there is a desktop to do so; never throws. */
export function openBrowser(
  url: string,
  environment: Readonly<Record<string, string | undefined>>,
): void {
  const program = openerOf(environment);
  if (program === null) return;
  const child = spawn(program, [url], { stdio: "ignore", detached: true });
  // The address stands on the screen anyway.
  child.on("error", () => undefined);
  child.unref();
}

function openerOf(environment: Readonly<Record<string, string | undefined>>): string | null {
  const { SSH_CONNECTION: remote, DISPLAY: x11, WAYLAND_DISPLAY: wayland } = environment;
  if (remote) return null;
  if (process.platform === "darwin") return "open";
  return x11 || wayland ? "xdg-open" : null;
}
