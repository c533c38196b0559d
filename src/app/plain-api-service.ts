import { simulatedNowMs } from "../services/scan/market-clock.ts";
import { noLevers, type Service, type ServiceStatus } from "../services/service.ts";
import type { ServicesPlan } from "../surfaces/cli/services-plan.ts";
import { createApiServer } from "../surfaces/http/server.ts";
import type { ServiceParts } from "./run-service.ts";

export class PlainApiService implements Service {
  readonly name = "api-server";
  readonly levers = noLevers;
  readonly #server;
  #url = "";

  constructor({ store, bus, clock }: ServiceParts, { host, port, version }: ServicesPlan) {
    const status = () => {
      const marketTsMs = simulatedNowMs(store.metadata);
      return { isSimulated: marketTsMs !== null, marketTsMs, activity: null, lastScanTsMs: null };
    };
    this.#server = createApiServer({ store, bus, clock, host, port, version, status });
  }

  async start(): Promise<void> {
    this.#url = (await this.#server.start()).url;
  }

  async stop(): Promise<void> {
    await this.#server.stop();
  }

  status(): ServiceStatus {
    const text = `serves on ${this.#url}`;
    return { state: "ready", text, doneRatio: null, progressCount: 0, isBusy: false };
  }
}
