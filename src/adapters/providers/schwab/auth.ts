import { Failure } from "../../../base/failure.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { LoginStatus } from "../../../ports/provider-login.ts";
import type { VendorAuth } from "../vendor-http.ts";
import { loginStatusOf } from "./login-status.ts";
import { type Grant, LoginRefused, type TokenEndpoint } from "./token-endpoint.ts";
import type { SchwabToken, TokenFile } from "./token-file.ts";

export interface SchwabAuthOptions {
  readonly file: TokenFile;
  readonly endpoint: TokenEndpoint;
  readonly clock: Clock;
}

/** An access token is renewed when it has so much left of its 30 minutes. */
const renewBeforeMs = 300_000;
/** A token that is younger was renewed for the same reason by somebody else. */
const freshMs = 10_000;
/** After a renewal that failed nobody tries again for so long. */
const pauseMs = 30_000;

/**
 * Shows Schwab who asks: hands out the access token and renews it in time. Of all processes on a
 * data directory one renews at a time, and the others take what it got.
 */
export class SchwabAuth implements VendorAuth {
  readonly #options: SchwabAuthOptions;
  #handedOut = "";
  #renewal: Promise<SchwabToken> | null = null;
  /** Why the last renewal failed; forgotten when another login is on the disk. */
  #trouble: { readonly failure: Failure; readonly of: string; readonly tsMs: number } | null = null;

  constructor(options: SchwabAuthOptions) {
    this.#options = options;
  }

  async credentials(signal: AbortSignal) {
    return { headers: { Authorization: `Bearer ${await this.accessToken(signal)}` } };
  }

  /** One that holds for some minutes. Throws Failure provider.unauthorized, .unavailable. */
  async accessToken(signal: AbortSignal): Promise<string> {
    const nowMs = this.#options.clock.nowMs();
    const token = this.#options.file.read();
    if (token === null) throw unauthorized(loginStatusOf(token, nowMs).text);
    const leftMs = token.accessEndsTsMs - nowMs;
    if (leftMs > renewBeforeMs) return this.#handOut(token);
    try {
      return this.#handOut(await this.#renewed(token.accessToken, signal));
    } catch (error) {
      // What is left of the old one serves meanwhile.
      const isOver = !(error instanceof Failure) || error.code === "run.interrupted";
      if (isOver || leftMs <= 0) throw error;
      return this.#handOut(token);
    }
  }

  async renew(signal: AbortSignal): Promise<boolean> {
    try {
      this.#handOut(await this.#renewed(this.#handedOut, signal));
      return true;
    } catch (error) {
      if (error instanceof Failure && error.code === "provider.unauthorized") return false;
      throw error;
    }
  }

  /** Asks the disk, so that a login in another process shows at once. */
  login(): LoginStatus {
    let token: SchwabToken | null;
    try {
      token = this.#options.file.read();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { state: "none", loginTsMs: null, endsTsMs: null, text: error.message };
    }
    const status = loginStatusOf(token, this.#options.clock.nowMs());
    const failure = this.#troubleOf(token)?.failure;
    if (status.state !== "ok" || failure?.code !== "provider.unauthorized") return status;
    return { ...status, state: "refused", text: failure.message };
  }

  #handOut(token: SchwabToken): string {
    this.#handedOut = token.accessToken;
    return token.accessToken;
  }

  #troubleOf(token: SchwabToken | null) {
    return token !== null && this.#trouble?.of === token.refreshToken ? this.#trouble : null;
  }

  /** Everybody in this process waits for the same renewal; nobody who leaves ends it. */
  async #renewed(stale: string, signal: AbortSignal): Promise<SchwabToken> {
    if (signal.aborted) throw interrupted();
    this.#renewal ??= this.#renew(stale).finally(() => {
      this.#renewal = null;
    });
    const { promise: left, reject } = Promise.withResolvers<never>();
    const leave = () => reject(interrupted());
    signal.addEventListener("abort", leave, { once: true });
    try {
      return await Promise.race([this.#renewal, left]);
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  #renew(stale: string): Promise<SchwabToken> {
    const { file, clock } = this.#options;
    return file.locked(async (token) => {
      const nowMs = clock.nowMs();
      if (token !== null && isRenewed(token, stale, nowMs)) return token;
      const { state, text } = loginStatusOf(token, nowMs);
      if (token === null || state !== "ok") throw unauthorized(text);
      const trouble = this.#troubleOf(token);
      if (trouble !== null && nowMs - trouble.tsMs < pauseMs) throw trouble.failure;
      return await this.#ask(token);
    });
  }

  async #ask(token: SchwabToken): Promise<SchwabToken> {
    const { file, endpoint, clock } = this.#options;
    try {
      // A renewal that is under way is not called off: its answer may void the old token.
      const grant = await endpoint.refresh(token.refreshToken, new AbortController().signal);
      const renewed = { ...token, ...tokensOf(grant) };
      file.write(renewed);
      this.#trouble = null;
      return renewed;
    } catch (error) {
      const isRefused = error instanceof LoginRefused;
      const failure = isRefused ? refusalOf(error) : error;
      if (!(failure instanceof Failure)) throw error;
      const tsMs = clock.nowMs();
      this.#trouble = { failure, of: token.refreshToken, tsMs };
      if (isRefused && error.kind === "grant") file.write({ ...token, refusedTsMs: tsMs });
      throw failure;
    }
  }
}

/** What of a token a grant replaces. */
export function tokensOf({ accessToken, refreshToken, accessEndsTsMs, receivedTsMs }: Grant) {
  return { accessToken, refreshToken, accessEndsTsMs, renewedTsMs: receivedTsMs };
}

/** Somebody else was faster while we waited for the lock. */
function isRenewed(token: SchwabToken, stale: string, nowMs: number): boolean {
  const isOther = token.accessToken !== stale || Math.abs(nowMs - token.renewedTsMs) < freshMs;
  return isOther && token.accessEndsTsMs - nowMs > renewBeforeMs;
}

function refusalOf(refused: LoginRefused): Failure {
  const text =
    refused.kind === "grant"
      ? `Schwab does not accept the login any more (${refused.word}); run: l2t login schwab`
      : `Schwab does not know the application (${refused.word}); check L2T_SCHWAB_APP_KEY and ` +
        "L2T_SCHWAB_APP_SECRET, then run: l2t login schwab";
  return new Failure("provider.unauthorized", text, { cause: refused });
}

function unauthorized(text: string): Failure {
  return new Failure("provider.unauthorized", text);
}

function interrupted(): Failure {
  return new Failure("run.interrupted", "called off while the login at Schwab was renewed");
}
