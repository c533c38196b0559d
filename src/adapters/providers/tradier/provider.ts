import type { Clock } from "../../../ports/clock.ts";
import type { MarketDataProvider, ProviderStatus } from "../../../ports/market-data.ts";
import type { VendorHttp } from "../vendor-http.ts";
import type { OpenVendorSocket } from "../vendor-socket.ts";
import type { TradierPlan } from "./plan.ts";

export interface TradierOptions {
  readonly http: VendorHttp;
  readonly clock: Clock;
  readonly plan: TradierPlan;
  /** Without it there is no stream. */
  readonly stream?: {
    readonly openSocket: OpenVendorSocket;
    readonly streamUrl?: string;
  };
}

/** Tradier (docs.tradier.com). */
export class TradierProvider implements MarketDataProvider {
  readonly id = "tradier";
  readonly title = "Tradier";
  readonly #options: TradierOptions;

  constructor(options: TradierOptions) {
    this.#options = options;
  }

  abilities() {
    return {};
  }

  status(): ProviderStatus {
    return { ...this.#options.http.health(), loginEndsTsMs: null };
  }
}
