import * as v from "valibot";
import { Failure } from "../../../base/failure.ts";
import type { Lane } from "../../../ports/market-data.ts";
import type { VendorHttp, VendorResponse } from "../vendor-http.ts";

/** The user's application at Schwab: a secret. */
export interface SchwabApp {
  readonly key: string;
  readonly secret: string;
}

/** What Schwab hands out for a code or for a refresh token. */
export interface Grant {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly receivedTsMs: number;
  readonly accessEndsTsMs: number;
}

/**
 * grant    the code or the refresh token is not good any more
 * client   the key or the secret of the application is wrong
 */
export type RefusalKind = "grant" | "client";

/** Schwab says no for good: `kind` tells to what. */
export class LoginRefused extends Error {
  override readonly name = "LoginRefused";
  readonly kind: RefusalKind;
  /** Schwab's own word: "invalid_grant". */
  readonly word: string;

  constructor(kind: RefusalKind, word: string) {
    super(`Schwab refused the login: ${word}`);
    this.kind = kind;
    this.word = word;
  }
}

const grantSchema = v.object({
  access_token: v.pipe(v.string(), v.nonEmpty()),
  refresh_token: v.pipe(v.string(), v.nonEmpty()),
  expires_in: v.pipe(v.number(), v.minValue(1)),
});

const refusalSchema = v.object({ error: v.string(), error_description: v.nullish(v.string()) });

/** Words of RFC 6749, section 5.2, and Schwab's own for a refresh token that has ended. */
const refusals: Readonly<Record<string, RefusalKind>> = {
  invalid_grant: "grant",
  unsupported_token_type: "grant",
  refresh_token_authentication_error: "grant",
  invalid_client: "client",
  unauthorized_client: "client",
};

/**
 * POST /v1/oauth/token (developer.schwab.com, OAuth with the three-legged flow). Throws
 * LoginRefused where Schwab refuses, and Failure provider.unavailable where it fails to answer:
 * HTML of its gateway with status 200, 401 or 403 does not mean that the user has to log in.
 */
export class TokenEndpoint {
  readonly #http: VendorHttp;
  readonly #app: SchwabApp;

  /** `http` must not ask for credentials itself: they come from here. */
  constructor({ http, app }: { readonly http: VendorHttp; readonly app: SchwabApp }) {
    this.#http = http;
    this.#app = app;
  }

  exchange(code: string, callback: string, signal: AbortSignal): Promise<Grant> {
    const form = { grant_type: "authorization_code", code, redirect_uri: callback };
    return this.#post(form, "click", signal);
  }

  refresh(refreshToken: string, signal: AbortSignal): Promise<Grant> {
    const form = { grant_type: "refresh_token", refresh_token: refreshToken };
    return this.#post(form, "live", signal);
  }

  async #post(
    form: Readonly<Record<string, string>>,
    lane: Lane,
    signal: AbortSignal,
  ): Promise<Grant> {
    const { key, secret } = this.#app;
    const basic = Buffer.from(`${key}:${secret}`).toString("base64");
    const asked = this.#http.request({
      method: "POST",
      path: "/v1/oauth/token",
      headers: {
        Authorization: `Basic ${basic}`,
        "Content-Type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams(form).toString(),
      endpoint: "token",
      handsOver: (response) => refusalIn(response) !== null,
      ...{ lane, signal },
    });
    const response = await asked.catch(rethrowTransient);
    const refusal = refusalIn(response);
    if (refusal !== null) throw refusalError(refusal);
    return readGrant(response);
  }
}

type Refusal = v.InferOutput<typeof refusalSchema>;

function refusalIn(response: VendorResponse): Refusal | null {
  if (response.status < 400 || response.status >= 500) return null;
  try {
    const parsed = v.safeParse(refusalSchema, JSON.parse(response.text()));
    return parsed.success ? parsed.output : null;
  } catch {
    // HTML: no word of the login server itself.
    return null;
  }
}

function refusalError({ error, error_description: description }: Refusal): Error {
  const words = [error, ...Object.keys(refusals).filter((word) => description?.includes(word))];
  const known = words.find((word) => refusals[word] !== undefined);
  if (known !== undefined) return new LoginRefused(refusals[known] as RefusalKind, known);
  const word = /^\w{1,60}$/.test(error) ? error : "an unknown error";
  return new Failure("provider.unavailable", `Schwab's login server answered "${word}"`);
}

function readGrant(response: VendorResponse): Grant {
  let content: unknown;
  try {
    content = response.json();
  } catch (cause) {
    throw notItself(cause);
  }
  const parsed = v.safeParse(grantSchema, content);
  if (!parsed.success) throw notItself(new Error("the answer has no tokens"));
  const { access_token, refresh_token, expires_in } = parsed.output;
  const { receivedTsMs } = response;
  return {
    accessToken: access_token,
    refreshToken: refresh_token,
    receivedTsMs,
    accessEndsTsMs: receivedTsMs + expires_in * 1_000,
  };
}

/** 401, 403 and 404 without a word of the login server come from the gateway before it. */
function rethrowTransient(error: unknown): never {
  const isGateway =
    error instanceof Failure &&
    /^provider\.(unauthorized|forbidden|refused|bad-payload)$/.test(error.code);
  throw isGateway ? notItself(error) : error;
}

function notItself(cause: unknown): Failure {
  const text = "Schwab's login server did not answer as it should; it is asked again";
  return new Failure("provider.unavailable", text, { cause });
}
