import { openVendorHttp } from "../../adapters/providers/link/http-link.ts";
import type { Recorder } from "../../adapters/providers/link/recorder.ts";
import { openVendorSocket } from "../../adapters/providers/link/socket-link.ts";
import type { VendorAuth, VendorHttp, VendorLimits } from "../../adapters/providers/vendor-http.ts";
import type { OpenVendorSocket } from "../../adapters/providers/vendor-socket.ts";
import type { Environment } from "../../config/settings.ts";
import type { Clock } from "../../ports/clock.ts";
import type { MarketDataProvider } from "../../ports/market-data.ts";
import type { RequestLine } from "../../ports/provider-ledger.ts";

/** With what vendors are opened. */
export interface VendorMeans {
  readonly environment: Environment;
  readonly clock: Clock;
  /** Logins are kept there. */
  readonly dataDir: string;
  readonly version: string;
  /** The end of a request, for the ledger. */
  readonly onLine: (line: RequestLine) => void;
  readonly recorder: Recorder | null;
}

/** A vendor, and the links whose budgets are its own. */
export interface OpenedVendor {
  readonly provider: MarketDataProvider;
  readonly links: readonly VendorHttp[];
  readonly limits: VendorLimits;
}

/** What every vendor needs, in one place: links and lines that share clock, ledger and recorder. */
export class VendorParts {
  readonly means: VendorMeans;
  readonly #provider: string;

  constructor(means: VendorMeans, provider: string) {
    this.means = means;
    this.#provider = provider;
  }

  /** A variable that `chooseProviders` has found to be set, or an optional one. */
  variable(name: string): string | undefined {
    return this.means.environment[name] || undefined;
  }

  needed(name: string): string {
    return this.variable(name) ?? "";
  }

  http(options: {
    readonly baseUrl: string;
    readonly limits: VendorLimits;
    readonly auth?: VendorAuth;
    readonly userAgent?: string;
  }): VendorHttp {
    const { clock, onLine, recorder } = this.means;
    return openVendorHttp({
      ...{ provider: this.#provider, clock, random: Math.random, onLine, ...options },
      ...(recorder && { recorder }),
    });
  }

  readonly openSocket: OpenVendorSocket = (options) => {
    const { clock, recorder } = this.means;
    const means = { provider: this.#provider, clock, random: Math.random };
    return openVendorSocket({ ...means, ...(recorder && { recorder }) }, options);
  };
}
