import { Failure } from "../../../base/failure.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { VendorAuth } from "../vendor-http.ts";
import { type Asker, SharedCalls } from "./shared-calls.ts";

export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** How often they were renewed before. */
  readonly generation: number;
}

/** A login that was refused is worth another try after this: the user may have mended it. */
const refusedMs = 60_000;

/** Shows who asks, renews that once for all when it is refused, remembers that the user has to. */
export class Login {
  readonly #auth: VendorAuth | undefined;
  readonly #clock: Clock;
  readonly #renewals = new SharedCalls<boolean>(() => {});
  #generation = 0;
  #needed: { readonly text: string; readonly untilTsMs: number } | null = null;

  constructor(auth: VendorAuth | undefined, clock: Clock) {
    this.#auth = auth;
    this.#clock = clock;
  }

  /** What the user has to do; null: nothing. */
  get needed(): { readonly text: string; readonly untilTsMs: number } | null {
    return this.#needed;
  }

  async credentials(signal: AbortSignal): Promise<Credentials> {
    const generation = this.#generation;
    if (this.#auth === undefined) return { headers: {}, query: {}, generation };
    try {
      const { headers = {}, query = {} } = await this.#auth.credentials(signal);
      return { headers, query, generation };
    } catch (error) {
      throw this.#noted(error);
    }
  }

  /** After a 401: true where asking again makes sense. */
  async renew(used: Credentials, signal: AbortSignal): Promise<boolean> {
    const auth = this.#auth;
    if (auth === undefined) return false;
    // Somebody else's 401 has brought new ones in the meantime.
    if (used.generation !== this.#generation) return true;
    const asker: Asker = { lane: "click", signal, spent: { calls: 0, bytes: 0 } };
    const { value } = await this.#renewals.ask("renew", asker, async (scope) => {
      const isRenewed = await auth.renew(scope.signal).catch((error) => {
        throw this.#noted(error);
      });
      if (isRenewed) this.#generation += 1;
      return isRenewed;
    });
    return value;
  }

  refused(text: string): void {
    this.#needed = { text, untilTsMs: this.#clock.nowMs() + refusedMs };
  }

  accepted(): void {
    this.#needed = null;
  }

  #noted(error: unknown): unknown {
    const isRefusal = error instanceof Failure && error.code === "provider.unauthorized";
    if (isRefusal) this.refused(error.message);
    return error;
  }
}
