import { type ChildProcess, spawn } from "node:child_process";
import type { SupervisorLink } from "../../ports/supervisor-link.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** systemd-notify waits until systemd has read its message; on a stalled machine, for ever. */
const notifyMsMax = 10_000;

const microsecondsPerMs = 1_000;

/**
 * The notification socket of systemd (sd_notify(3)); null where systemd did not start this
 * process with Type=notify. Neither Bun nor node:dgram has unix datagram sockets, so the program
 * systemd-notify sends, which needs NotifyAccess=all. One message is under way at a time; what
 * comes meanwhile goes together with the next one.
 */
export function systemdLink(
  environment: Environment,
  options: { readonly pid: number; readonly onError: (text: string) => void },
): SupervisorLink | null {
  if (!environment["NOTIFY_SOCKET"]) return null;
  const notifier = new Notifier(options.onError);
  return {
    watchdogMs: watchdogMsOf(environment, options.pid),
    lost: new AbortController().signal,
    ready: (text) => notifier.tell({ READY: "1", STATUS: text }),
    alive: (text) => notifier.tell({ WATCHDOG: "1", STATUS: text }),
    stopping: (text) => notifier.tell({ STOPPING: "1", STATUS: text }),
  };
}

function watchdogMsOf(environment: Environment, pid: number): number | null {
  const { WATCHDOG_USEC: span = "", WATCHDOG_PID: forPid = "" } = environment;
  const isOurs = forPid === "" || forPid === String(pid);
  const spanMs = Math.floor(Number(span) / microsecondsPerMs);
  return isOurs && spanMs > 0 ? spanMs : null;
}

class Notifier {
  readonly #onError: (text: string) => void;
  #sending: ChildProcess | null = null;
  /** By name, so that a later status replaces an earlier one and nothing piles up. */
  #waiting: Record<string, string> = {};
  #hasFailed = false;

  constructor(onError: (text: string) => void) {
    this.#onError = onError;
  }

  tell(variables: Readonly<Record<string, string>>): void {
    this.#waiting = { ...this.#waiting, ...variables };
    if (this.#sending === null) this.#send();
  }

  #send(): void {
    const lines = Object.entries(this.#waiting).map(([name, value]) => `${name}=${oneLine(value)}`);
    this.#waiting = {};
    // Without a shell, so a status may hold anything.
    const child = spawn("systemd-notify", lines, { stdio: "ignore", timeout: notifyMsMax });
    this.#sending = child;
    child.once("error", (error) => this.#ended(`cannot be run: ${error.message}`));
    child.once("exit", (code, signal) => {
      this.#ended(code === 0 ? null : `ended with ${signal ?? `code ${code}`}`);
    });
  }

  #ended(problem: string | null): void {
    if (this.#sending === null) return;
    this.#sending = null;
    // Once is enough: systemd ends a service whose messages do not arrive.
    if (problem !== null && !this.#hasFailed) this.#onError(`systemd-notify ${problem}`);
    this.#hasFailed ||= problem !== null;
    if (Object.keys(this.#waiting).length > 0) this.#send();
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, " ");
}
