import { Failure } from "../../../base/failure.ts";
import type { Provenance } from "../../../domain/provenance.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Asking } from "../../../ports/market-data.ts";
import type { VendorHttp, VendorRequest, VendorResponse } from "../vendor-http.ts";
import type { MassivePlan } from "./plan.ts";

/** What every question to Massive needs. */
export interface MassiveContext {
  readonly calls: MassiveCalls;
  readonly clock: Clock;
  readonly plan: MassivePlan;
}

export type MassiveRequest = Omit<VendorRequest, "lane" | "signal" | "method" | "body"> & {
  readonly asking: Asking;
};

/** Asks, and tells of 403 what it may mean. */
export class MassiveCalls {
  readonly #http: VendorHttp;
  readonly #plan: MassivePlan;
  /** What was refused last, by endpoint, until that answers again. */
  readonly #refusals = new Map<string, string>();

  constructor(http: VendorHttp, plan: MassivePlan) {
    this.#http = http;
    this.#plan = plan;
  }

  async get({ asking, ...request }: MassiveRequest): Promise<VendorResponse> {
    const { lane, signal } = asking;
    try {
      const response = await this.#http.request({ ...request, lane, signal });
      this.#refusals.delete(request.endpoint);
      return response;
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== "provider.forbidden") throw error;
      const text =
        `Massive refuses "${request.endpoint}": the account's plan does not include it ` +
        `(L2T_MASSIVE_PLAN is "${this.#plan}"; stocks, options and indices are plans of their own)`;
      if (!isTooEarly(error)) this.#refusals.set(request.endpoint, text);
      throw new Failure("provider.forbidden", `${text} (${error.message})`, { cause: error });
    }
  }

  /** Why something was refused; null when everything was answered. */
  refusal(): string | null {
    return this.#refusals.values().next().value ?? null;
  }
}

/** The free plan refuses the bars of today until some time after the close. */
export function isTooEarly(error: unknown): boolean {
  return (
    error instanceof Failure &&
    error.code === "provider.forbidden" &&
    /before end of day/i.test(error.message)
  );
}

export function massiveProvenance(
  feed: string,
  facts: { readonly delayMs: number; readonly asOfTsMs: number },
): Provenance {
  return { provider: "massive", feed, isSimulated: false, ...facts };
}
