import type { ApiDeps } from "../api.ts";
import type { Gate } from "../guard/gate.ts";
import { metricsText } from "./metrics.ts";
import { checkReadiness, type Readiness, SchemaWatch } from "./readiness.ts";
import { RequestCounts } from "./request-counts.ts";
import { logLine, type Served } from "./request-log.ts";

/** What a request leaves behind; its address is asked for only where a log wants it. */
export type Done = Omit<Served, "address"> & { readonly address: () => string };

/** Readings of the whole store are kept so long: it is asked every few seconds by monitors. */
const readinessMs = 1_000;

/** What whoever runs the server wants to know of it: counts, a log, and whether all is well. */
export class Operate {
  readonly requests = new RequestCounts();
  readonly #deps: ApiDeps;
  readonly #gate: Gate;
  readonly #streamCount: () => number;
  readonly #schema: SchemaWatch;
  #inHandCount = 0;
  #readiness: { readonly value: Readiness; readonly atMs: number } | null = null;

  constructor(parts: {
    readonly deps: ApiDeps;
    readonly gate: Gate;
    readonly streamCount: () => number;
  }) {
    this.#deps = parts.deps;
    this.#gate = parts.gate;
    this.#streamCount = parts.streamCount;
    this.#schema = new SchemaWatch(parts.deps.store);
  }

  get inHandCount(): number {
    return this.#inHandCount;
  }

  begun(): void {
    this.#inHandCount++;
  }

  done(request: Done): void {
    this.#inHandCount--;
    this.requests.add(request);
    const { onAccess, clock } = this.#deps;
    if (onAccess === undefined) return;
    onAccess(logLine({ ...request, address: request.address() }, clock.nowMs()));
  }

  readiness(): Readiness {
    const atMs = performance.now();
    if (this.#readiness !== null && atMs - this.#readiness.atMs < readinessMs) {
      return this.#readiness.value;
    }
    const { store, clock, disk } = this.#deps;
    const parts = { store, schema: this.#schema, disk };
    const value = checkReadiness({ ...parts, clockTsMs: clock.nowMs(), elapsedMs: atMs });
    this.#readiness = { value, atMs };
    return value;
  }

  metrics(): string {
    const { store, clock, version, limits } = this.#deps;
    return metricsText({
      ...{ store, version, limits },
      nowTsMs: clock.nowMs(),
      requests: this.requests,
      inHandCount: this.#inHandCount,
      streamCount: this.#streamCount(),
      refused: this.#gate.counts,
    });
  }
}
