import type { Clock } from "../../../ports/clock.ts";
import type { MarketDataProvider, ProviderStatus } from "../../../ports/market-data.ts";
import type { VendorHttp } from "../vendor-http.ts";
import type { OpenVendorSocket } from "../vendor-socket.ts";
import type { MassivePlan } from "./plan.ts";

export interface MassiveOptions {
  readonly http: VendorHttp;
  readonly clock: Clock;
  readonly plan: MassivePlan;
  /** Without it there is no stream. */
  readonly stream?: {
    readonly openSocket: OpenVendorSocket;
    readonly key: string;
    readonly streamUrl?: string;
  };
}

/** Massive, formerly Polygon.io (massive.com/docs). */
export class MassiveProvider implements MarketDataProvider {
  readonly id = "massive";
  readonly title = "Massive";
  readonly #options: MassiveOptions;

  constructor(options: MassiveOptions) {
    this.#options = options;
  }

  abilities() {
    return {};
  }

  status(): ProviderStatus {
    return { ...this.#options.http.health(), loginEndsTsMs: null };
  }
}
