/**
 * none      nobody has logged in yet
 * ok        it holds
 * ended     its time is over
 * refused   the vendor does not accept it any more, before its time
 */
export type LoginState = "none" | "ok" | "ended" | "refused";

export interface LoginStatus {
  readonly state: LoginState;
  /** When the user logged in last. */
  readonly loginTsMs: number | null;
  /** When the user has to log in again, as far as that is known. */
  readonly endsTsMs: number | null;
  /** One line: what is to be done; empty while nothing is. */
  readonly text: string;
}

/** Where the user goes, and where that ends. */
export interface LoginStart {
  /** Address of the vendor's page. It holds no secret. */
  readonly url: string;
  /** Address that the browser is sent to afterwards, with what finishes the login. */
  readonly callback: string;
}

/**
 * paste      the user copied the address out of their own browser
 * callback   somebody's browser asked our server for it: it must bring what `begin` gave out
 */
export type LoginSource = "paste" | "callback";

/** The login at a vendor where a key alone is not enough. */
export interface ProviderLogin {
  /** Id of the provider: "schwab". */
  readonly id: string;
  /** Name for people. */
  readonly title: string;
  /** Environment variables without which there is no login, and which are not set. */
  readonly missing: readonly string[];
  status(): LoginStatus;
  /** Begins a login; one that was begun before and not finished is void. */
  begin(): LoginStart;
  /**
   * Finishes it with the address that the browser was sent to. Throws Failure usage.invalid where
   * that is no such address or not of this login, provider.unauthorized where the vendor refuses
   * it, provider.unavailable where the vendor does not answer; the old login holds on then.
   */
  finish(
    redirectedUrl: string,
    how: { readonly source: LoginSource; readonly signal: AbortSignal },
  ): Promise<LoginStatus>;
}
