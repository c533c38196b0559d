import type { ServiceName } from "../domain/service-name.ts";

/** What a service tells the program that started it. */
export interface ProcessMessage {
  readonly kind: "ready" | "alive" | "stopping";
  /** One line: what it does. */
  readonly text: string;
}

/** How a process ended: one of the two is null. */
export interface ProcessEnd {
  readonly code: number | null;
  /** "SIGKILL". */
  readonly signal: string | null;
}

export interface ProcessHandlers {
  readonly onMessage: (message: ProcessMessage) => void;
  /** A line that it printed. */
  readonly onLine: (line: string) => void;
  /** Once, also where the process could not be started at all; nothing comes after it. */
  readonly onEnd: (end: ProcessEnd) => void;
}

export interface LaunchedProcess {
  /** Undefined where it could not be started. */
  readonly pid: number | undefined;
  /** Does nothing once it has ended. */
  kill(signal: "SIGTERM" | "SIGKILL"): void;
}

/** Starts services as processes that end with this one, whatever ends it. Never throws. */
export interface ProcessLauncher {
  launch(service: ServiceName, handlers: ProcessHandlers): LaunchedProcess;
}
