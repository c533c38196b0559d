import type { SupervisorLink } from "../../ports/supervisor-link.ts";
import { parentLink } from "./parent-link.ts";
import { systemdLink } from "./systemd-link.ts";

/** Whoever watches this process: systemd, `l2t up --processes`, or nobody. */
export function findSupervisor(
  environment: Readonly<Record<string, string | undefined>>,
  onError: (text: string) => void,
): SupervisorLink {
  return systemdLink(environment, { pid: process.pid, onError }) ?? parentLink() ?? nobody;
}

/** A terminal, a shell script, a container. */
const nobody: SupervisorLink = {
  watchdogMs: null,
  lost: new AbortController().signal,
  ready: () => undefined,
  alive: () => undefined,
  stopping: () => undefined,
};
