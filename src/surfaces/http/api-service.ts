import type { Bus, BusSubscription } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import { simulatedNowMs } from "../../services/scan/market-clock.ts";
import {
  type MemoryLevers,
  noLevers,
  type Service,
  type ServiceStatus,
} from "../../services/service.ts";
import type { Activity, ApiDeps, ApiServer, ServerStatus } from "./api.ts";
import { createApiServer } from "./server.ts";

export interface ApiServerServiceOptions
  extends Omit<ApiDeps, "status" | "bus" | "store" | "clock"> {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
}

/** What requests in hand may take once the service is to end. */
const graceMs = 1_500;
/** Every answer says what the services do; they write it down every few seconds. */
const statusKeptMs = 1_000;
/** Without a sign of life for so long what a service last said is no news. */
const heartbeatMsMax = 15_000;

/** The API server and the page as a service: what it tells of the others is in the store. */
export class ApiServerService implements Service {
  readonly name = "api-server";
  readonly levers: MemoryLevers;
  readonly #options: ApiServerServiceOptions;
  readonly #server: ApiServer;
  #url = "";
  #isStopping = false;
  #scans: BusSubscription | null = null;
  #lastScanTsMs: number | null = null;
  #activity: Activity | null = null;
  #activityTsMs = Number.NEGATIVE_INFINITY;

  constructor(options: ApiServerServiceOptions) {
    this.#options = options;
    this.#server = createApiServer({ ...options, status: () => this.#serverStatus() });
    this.levers = { ...noLevers, trim: () => this.#server.releaseCaches() };
  }

  async start(): Promise<void> {
    const { bus } = this.#options;
    const { url } = await this.#server.start();
    this.#url = url;
    this.#scans = bus.subscribe({ topics: ["scan.finished"] }, (events) => {
      for (const { topic, payload } of events) {
        if (topic === "scan.finished") this.#lastScanTsMs = payload.marketTsMs;
      }
    });
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#scans?.stop();
    this.#scans = null;
    await this.#server.stop({ graceMs });
  }

  status(): ServiceStatus {
    const { done } = this.#server.counts();
    const lacksKeys = this.#server.lacksKeys();
    const state = this.#isStopping ? "stopping" : lacksKeys ? "degraded" : "ready";
    const text = lacksKeys
      ? `serves on ${this.#url} to keys only; there are no keys: l2t keys create --label NAME`
      : `serves on ${this.#url}`;
    // Requests end on their own; a loop that hangs shows in the signs of life themselves.
    return { state, text, doneRatio: null, progressCount: done, isBusy: false };
  }

  #serverStatus(): ServerStatus {
    const marketTsMs = simulatedNowMs(this.#options.store.metadata);
    const isSimulated = marketTsMs !== null;
    const lastScanTsMs = this.#lastScanTsMs;
    return { isSimulated, marketTsMs, activity: this.#currentActivity(), lastScanTsMs };
  }

  /** Long work of a service, such as filling the demo market. */
  #currentActivity(): Activity | null {
    const { store, clock } = this.#options;
    const nowMs = clock.nowMs();
    if (Math.abs(nowMs - this.#activityTsMs) < statusKeptMs) return this.#activity;
    this.#activityTsMs = nowMs;
    const busy = store.services.services().find(({ state, doneRatio, heartbeatTsMs }) => {
      const isAlive = state !== "stopped" && nowMs - heartbeatTsMs < heartbeatMsMax;
      return isAlive && doneRatio !== null;
    });
    this.#activity = busy === undefined ? null : { text: busy.text, doneRatio: busy.doneRatio };
    return this.#activity;
  }
}
