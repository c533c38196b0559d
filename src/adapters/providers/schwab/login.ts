import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { Failure } from "../../../base/failure.ts";
import type { Clock } from "../../../ports/clock.ts";
import type {
  LoginSource,
  LoginStart,
  LoginStatus,
  ProviderLogin,
} from "../../../ports/provider-login.ts";
import { tokensOf } from "./auth.ts";
import { loginStatusOf } from "./login-status.ts";
import { writePrivateFile } from "./private-file.ts";
import { readRedirect } from "./redirect.ts";
import { type Grant, LoginRefused, type TokenEndpoint } from "./token-endpoint.ts";
import type { TokenFile } from "./token-file.ts";

export interface SchwabLoginOptions {
  readonly file: TokenFile;
  readonly endpoint: TokenEndpoint;
  readonly clock: Clock;
  /** The data directory: a login that was begun is noted there, for whichever process ends it. */
  readonly folder: string;
  readonly baseUrl: string;
  readonly appKey: string;
  /** Exactly as it is registered at Schwab. */
  readonly callback: string;
  /** Variables of the environment that are not set. */
  readonly missing: readonly string[];
  /** Something that nobody can guess; random bytes where it is left out. */
  readonly makeState?: () => string;
}

const pendingName = "schwab-login.json";
/** A login that takes longer is begun anew: password, a second factor, consent. */
const pendingMsMax = 30 * 60_000;
const stateBytes = 16;

const pendingSchema = v.object({ state: v.string(), beganTsMs: v.number() });

/** The weekly login in the browser: begun here, ended by a paste or by our own server. */
export class SchwabLogin implements ProviderLogin {
  readonly id = "schwab";
  readonly title = "Charles Schwab";
  readonly missing: readonly string[];
  readonly #options: SchwabLoginOptions;
  readonly #pendingPath: string;

  constructor(options: SchwabLoginOptions) {
    this.#options = options;
    this.missing = options.missing;
    this.#pendingPath = join(options.folder, pendingName);
  }

  status(): LoginStatus {
    return loginStatusOf(this.#options.file.read(), this.#options.clock.nowMs());
  }

  begin(): LoginStart {
    this.#checkSettings();
    const { baseUrl, appKey, callback, folder, clock, makeState = randomState } = this.#options;
    const state = makeState();
    mkdirSync(folder, { recursive: true });
    const pending = { state, beganTsMs: clock.nowMs() };
    writePrivateFile(this.#pendingPath, `${JSON.stringify(pending)}\n`);
    const url = new URL("/v1/oauth/authorize", baseUrl);
    url.searchParams.set("client_id", appKey);
    url.searchParams.set("redirect_uri", callback);
    url.searchParams.set("response_type", "code");
    url.searchParams.set("state", state);
    return { url: url.href, callback };
  }

  async finish(
    redirectedUrl: string,
    { source, signal }: { readonly source: LoginSource; readonly signal: AbortSignal },
  ): Promise<LoginStatus> {
    this.#checkSettings();
    const { file, endpoint, callback, clock } = this.#options;
    const { code, state } = readRedirect(redirectedUrl);
    this.#checkState(state, source);
    await file.locked(async () => {
      const grant = await endpoint.exchange(code, callback, signal).catch(rethrowRefusal);
      file.write(tokenOf(grant));
    });
    rmSync(this.#pendingPath, { force: true });
    return loginStatusOf(file.read(), clock.nowMs());
  }

  /**
   * A stranger could make a browser ask our server to finish a login of theirs: what comes by
   * callback must bring the state that we gave out. Who pastes may leave it out, not change it.
   */
  #checkState(state: string | null, source: LoginSource): void {
    const pending = this.#pending();
    if (state === null && source === "paste") return;
    if (pending !== null && state === pending.state) return;
    const text = "the address belongs to another login, or one that began too long ago";
    throw new Failure("usage.invalid", `${text}; begin again: l2t login schwab`);
  }

  #pending(): v.InferOutput<typeof pendingSchema> | null {
    let content: unknown;
    try {
      content = JSON.parse(readFileSync(this.#pendingPath, "utf8"));
    } catch {
      // None was begun here, or it is finished.
      return null;
    }
    const parsed = v.safeParse(pendingSchema, content);
    if (!parsed.success) return null;
    const ageMs = this.#options.clock.nowMs() - parsed.output.beganTsMs;
    return ageMs <= pendingMsMax ? parsed.output : null;
  }

  #checkSettings(): void {
    if (this.missing.length > 0) {
      const names = this.missing.join(", ");
      const text = `the login at Schwab needs ${names}; see docs/how-to/providers/schwab.md`;
      throw new Failure("config.invalid", text);
    }
    const { callback } = this.#options;
    if (URL.parse(callback)?.protocol === "https:") return;
    const text = `L2T_SCHWAB_CALLBACK is an https address as registered, not "${callback}"`;
    throw new Failure("config.invalid", text);
  }
}

function tokenOf(grant: Grant) {
  return { ...tokensOf(grant), loginTsMs: grant.receivedTsMs, refusedTsMs: null };
}

function rethrowRefusal(error: unknown): never {
  if (!(error instanceof LoginRefused)) throw error;
  const text =
    error.kind === "grant"
      ? `Schwab does not take the code (${error.word}): it holds for 30 seconds, once, and for ` +
        "the callback address that is registered; begin again: l2t login schwab"
      : `Schwab does not know the application (${error.word}); check L2T_SCHWAB_APP_KEY and ` +
        "L2T_SCHWAB_APP_SECRET, and that the portal says Ready For Use";
  throw new Failure("provider.unauthorized", text, { cause: error });
}

function randomState(): string {
  return randomBytes(stateBytes).toString("base64url");
}
