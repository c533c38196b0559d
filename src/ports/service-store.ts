import type { ServiceState } from "../domain/bus-event.ts";
import type { ProcessRole } from "../domain/service-name.ts";

/** What is known of a service, across its restarts. */
export interface ServiceRecord {
  readonly service: ProcessRole;
  readonly pid: number;
  readonly startedTsMs: number;
  /** Last sign of life. */
  readonly heartbeatTsMs: number;
  readonly state: ServiceState;
  /** One line: what it does, or why it cannot. */
  readonly text: string;
  /** Share of the work in hand that is done, 0..1; null where that is not known. */
  readonly doneRatio: number | null;
  /** Starts since the data directory exists. */
  readonly startCount: number;
}

/** Signs of life of all services. May throw Failure store.*. */
export interface ServiceStore {
  /** Begins a record anew and counts the start; returns how many there have been. */
  recordStart(service: ProcessRole, facts: { readonly pid: number; readonly tsMs: number }): number;
  /** Overwrites the state; the service must have started. */
  recordHeartbeat(
    service: ProcessRole,
    beat: {
      readonly tsMs: number;
      readonly state: ServiceState;
      readonly text: string;
      readonly doneRatio: number | null;
    },
  ): void;
  /** In the order of the services. */
  services(): readonly ServiceRecord[];
}
