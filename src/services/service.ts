import type { ServiceState } from "../domain/bus-event.ts";
import type { ServiceName } from "../domain/service-name.ts";

/** One of the six. The same class runs in a process of its own or beside the others. */
export interface Service {
  readonly name: ServiceName;
  /**
   * Resolves when it can do its work; long preparations go on afterwards and show in `status`.
   * Throws Failure when it cannot start.
   */
  start(): Promise<void>;
  /** Ends what it does in reverse, within a few seconds; may be called twice. */
  stop(): Promise<void>;
  status(): ServiceStatus;
  /** What it can do about memory. */
  readonly levers: MemoryLevers;
}

export interface ServiceStatus {
  readonly state: Extract<ServiceState, "starting" | "ready" | "degraded" | "stopping">;
  /** One line: what it does, or why it cannot and what helps. */
  readonly text: string;
  /** Share of the work in hand that is done, 0..1; null where that is not known. */
  readonly doneRatio: number | null;
  /**
   * Rises with every piece of work that is done. A service that is busy while this stands still
   * for long is taken for hung and restarted.
   */
  readonly progressCount: number;
  readonly isBusy: boolean;
}

/** Each does nothing where it means nothing. */
export interface MemoryLevers {
  /** Drops what can be read or computed again. */
  trim(): void;
  /** Works through less at a time; `restore` takes it back. */
  shrink(): void;
  restore(): void;
  /** Gives its state back and works on a schedule; `resume` takes it back. */
  pause(): void;
  resume(): void;
}

export const noLevers: MemoryLevers = {
  trim: () => undefined,
  shrink: () => undefined,
  restore: () => undefined,
  pause: () => undefined,
  resume: () => undefined,
};
