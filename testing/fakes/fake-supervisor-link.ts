import { type SupervisorLink, watchdogMsDefault } from "../../src/ports/supervisor-link.ts";

/** Writes down what it is told; a test lets the supervisor go. */
export class FakeSupervisorLink implements SupervisorLink {
  readonly watchdogMs = watchdogMsDefault;
  readonly told: string[] = [];
  readonly #gone = new AbortController();

  get lost(): AbortSignal {
    return this.#gone.signal;
  }

  lose(): void {
    this.#gone.abort();
  }

  ready(text: string): void {
    this.told.push(`ready ${text}`);
  }

  alive(text: string): void {
    this.told.push(`alive ${text}`);
  }

  stopping(text: string): void {
    this.told.push(`stopping ${text}`);
  }
}
