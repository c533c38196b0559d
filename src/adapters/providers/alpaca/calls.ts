import { Failure } from "../../../base/failure.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Asking } from "../../../ports/market-data.ts";
import type { VendorHttp, VendorRequest, VendorResponse } from "../vendor-http.ts";
import type { AlpacaFeeds, AlpacaPlan } from "./plan.ts";

/** What every question to Alpaca needs. */
export interface AlpacaContext {
  readonly calls: AlpacaCalls;
  readonly clock: Clock;
  readonly plan: AlpacaPlan;
  readonly feeds: AlpacaFeeds;
}

/** The two hosts: "data" has prices and news, "trading" contracts, assets and the calendar. */
export type AlpacaHost = "data" | "trading";

export type AlpacaRequest = Pick<VendorRequest, "path" | "query" | "endpoint" | "bytesMax"> & {
  readonly asking: Asking;
};

const wrongKey =
  "Alpaca does not know the key: set L2T_ALPACA_KEY_ID and L2T_ALPACA_SECRET_KEY to one of " +
  "app.alpaca.markets and start again";

function isRefusal({ code }: Failure): boolean {
  return code === "provider.forbidden" || code === "provider.unauthorized";
}

/** Asks both hosts and tells what 401 and 403 may mean. */
export class AlpacaCalls {
  readonly #hosts: Readonly<Record<AlpacaHost, VendorHttp>>;
  readonly #plan: AlpacaPlan;
  /** What each host refused last, until it answers again. */
  readonly #refusals = new Map<AlpacaHost, string>();

  constructor(hosts: Readonly<Record<AlpacaHost, VendorHttp>>, plan: AlpacaPlan) {
    this.#hosts = hosts;
    this.#plan = plan;
  }

  async get(host: AlpacaHost, request: AlpacaRequest): Promise<VendorResponse> {
    const { asking, ...rest } = request;
    try {
      const response = await this.#hosts[host].request({
        ...rest,
        lane: asking.lane,
        signal: asking.signal,
      });
      this.#refusals.delete(host);
      return response;
    } catch (error) {
      if (!(error instanceof Failure) || !isRefusal(error)) throw error;
      const isKey = error.code === "provider.unauthorized";
      const text = isKey ? wrongKey : this.#forbidden(host, request.endpoint);
      this.#refusals.set(host, text);
      throw new Failure(error.code, `${text} (${error.message})`, { cause: error });
    }
  }

  /** Why the last questions were refused; null when they were answered. */
  refusal(): string | null {
    return this.#refusals.values().next().value ?? null;
  }

  /** 403 means "not in your plan", and on the data host a wrong key as well. */
  #forbidden(host: AlpacaHost, endpoint: string): string {
    return (
      `Alpaca refuses "${endpoint}" on its ${host} host: either the key is wrong ` +
      "(L2T_ALPACA_KEY_ID, L2T_ALPACA_SECRET_KEY), or the account's plan does not include it " +
      `(L2T_ALPACA_PLAN is "${this.#plan}")`
    );
  }
}
