import { Failure } from "../../../base/failure.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { VendorAuth } from "../vendor-http.ts";
import { yahooUrls } from "./addresses.ts";
import { Cookies } from "./cookies.ts";
import { formatSession, type LoginFile, readSession, type Session } from "./login-file.ts";
import { LoginHosts, type OpenLoginHost, tooManyStatus } from "./login-hosts.ts";

export interface YahooLoginOptions {
  readonly openHost: OpenLoginHost;
  readonly file: LoginFile;
  readonly clock: Pick<Clock, "nowMs">;
  readonly userAgent: string;
  readonly urls?: Readonly<Record<"cookie" | "page" | "crumb", string>>;
}

/** Eleven letters, mostly. Anything else is a page or a refusal in words. */
const crumbPattern = /^[A-Za-z0-9./_~+-]{8,16}$/;
/** A refused login is not asked for again before this, doubling. */
const pauseMs = { first: 60_000, max: 1_800_000 };
/** A crumb that lives shorter was hardly accepted: after two of them the renewals would not end. */
const crumbLifeMsMin = 600_000;
const shortLivedMax = 2;

/**
 * What Yahoo wants to see with quotes, options and ratings: the cookies of a visitor and the crumb
 * that belongs to them. There is no account behind it. Both are kept on disk, got again once after
 * a 401, and after a refusal not before a pause has passed. Undocumented; as recorded in 2025.
 */
export class YahooLogin implements VendorAuth {
  readonly #options: YahooLoginOptions;
  readonly #hosts: LoginHosts;
  readonly #urls: NonNullable<YahooLoginOptions["urls"]>;
  #session: Session | null = null;
  #isFileRead = false;
  /** A login that is under way, with those who wait for it. */
  #pending: Pending | null = null;
  #refusals = 0;
  #refusedUntilTsMs = 0;
  #refusedText = "";
  /** When the crumb in memory was handed out; one from the file is old enough. */
  #gotTsMs = Number.NEGATIVE_INFINITY;
  /** Crumbs in a row that were refused soon after they had been handed out. */
  #shortLived = 0;
  #trouble = "";

  constructor(options: YahooLoginOptions) {
    this.#options = options;
    this.#urls = options.urls ?? yahooUrls;
    const { cookie, page, crumb } = this.#urls;
    this.#hosts = new LoginHosts(options.openHost, [cookie, page, crumb]);
  }

  /** Why the login is not kept for the next start; empty when all is well. */
  get trouble(): string {
    return this.#trouble;
  }

  async credentials(signal: AbortSignal) {
    const session = this.#kept() ?? (await this.#shared(signal));
    const cookies = new Cookies(this.#options.clock, session.cookies);
    return { headers: { Cookie: cookies.header() }, query: { crumb: session.crumb } };
  }

  async renew(signal: AbortSignal): Promise<boolean> {
    const lifeMs = this.#options.clock.nowMs() - this.#gotTsMs;
    const hasLived = lifeMs >= crumbLifeMsMin;
    this.#shortLived = hasLived ? 0 : this.#shortLived + 1;
    if (hasLived) this.#refusals = 0;
    this.#session = null;
    this.#isFileRead = true;
    if (this.#shortLived >= shortLivedMax) {
      this.#refuse("Yahoo refuses the crumbs that it hands out");
      return false;
    }
    try {
      await this.#shared(signal);
      return true;
    } catch (error) {
      if (error instanceof Failure && error.code === "provider.unauthorized") return false;
      throw error;
    }
  }

  /** The session in memory, or the one on disk, as long as its cookies live. */
  #kept(): Session | null {
    const { file, clock, userAgent } = this.#options;
    if (!this.#isFileRead) {
      this.#isFileRead = true;
      const stored = readSession(file.read());
      const isOurs = stored?.userAgent === userAgent && crumbPattern.test(stored.crumb);
      this.#session = isOurs ? stored : null;
    }
    const isAlive = this.#session && new Cookies(clock, this.#session.cookies).isVisitor;
    return isAlive ? this.#session : null;
  }

  /** One login for all who wait; called off when the last of them leaves. */
  async #shared(signal: AbortSignal): Promise<Session> {
    this.#checkPause();
    const pending = this.#pending ?? this.#begin();
    const left = Promise.withResolvers<never>();
    const leave = () => left.reject(new Failure("run.interrupted", "called off"));
    signal.addEventListener("abort", leave);
    pending.waiting += 1;
    try {
      if (signal.aborted) leave();
      return await Promise.race([pending.session, left.promise]);
    } finally {
      signal.removeEventListener("abort", leave);
      pending.waiting -= 1;
      if (pending.waiting === 0) pending.end.abort();
    }
  }

  #begin(): Pending {
    const end = new AbortController();
    const session = this.#login(end.signal).finally(() => {
      this.#pending = null;
    });
    // Those who wait see its failure; when all have left nobody does.
    session.catch(() => undefined);
    this.#pending = { session, end, waiting: 0 };
    return this.#pending;
  }

  async #login(signal: AbortSignal): Promise<Session> {
    const { cookie, page } = this.#urls;
    let trouble = "Yahoo hands out no cookie and crumb";
    // Outside the EU the first one will do; visitors from there have to agree to something.
    for (const address of [cookie, page]) {
      try {
        const session = await this.#loginAt(address, signal);
        if (session !== null) return session;
      } catch (error) {
        // Filters against advertising hide the first host.
        const isAway = error instanceof Failure && error.code === "provider.unavailable";
        if (!isAway) throw error;
        trouble = error.message;
      }
    }
    throw this.#refuse(trouble);
  }

  async #loginAt(address: string, signal: AbortSignal): Promise<Session | null> {
    const cookies = new Cookies(this.#options.clock);
    const visit = await this.#hosts.visit(address, cookies, signal);
    if (visit === "too-many") throw this.#refuse(tooMany);
    if (visit === "none") return null;
    const crumb = await this.#askCrumb(cookies, signal);
    return crumb === null ? null : this.#keep(cookies, crumb);
  }

  async #askCrumb(cookies: Cookies, signal: AbortSignal): Promise<string | null> {
    const url = new URL(this.#urls.crumb);
    const question = { body: null, endpoint: "crumb", signal };
    const response = await this.#hosts.ask(url, cookies, question);
    const text = response?.text().trim() ?? "";
    // Said with status 200 as well.
    const isTooMany = response?.status === tooManyStatus || /too many requests/i.test(text);
    if (isTooMany) throw this.#refuse(tooMany);
    return response?.status === 200 && crumbPattern.test(text) ? text : null;
  }

  #keep(cookies: Cookies, crumb: string): Session {
    const { userAgent, file, clock } = this.#options;
    const session: Session = { version: 1, userAgent, cookies: [...cookies.visitor()], crumb };
    this.#session = session;
    this.#gotTsMs = clock.nowMs();
    try {
      file.write(formatSession(session));
      this.#trouble = "";
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // It works until the program ends.
      this.#trouble = error.message;
    }
    return session;
  }

  /** Begins the pause; returns the failure to throw. */
  #refuse(text: string): Failure {
    const { first, max } = pauseMs;
    const spanMs = Math.min(max, first * 2 ** Math.min(this.#refusals, 10));
    this.#refusals += 1;
    this.#refusedUntilTsMs = this.#options.clock.nowMs() + spanMs;
    this.#refusedText = `${text}; asked again in ${Math.round(spanMs / 60_000)} min`;
    return new Failure("provider.unauthorized", this.#refusedText);
  }

  #checkPause(): void {
    if (this.#options.clock.nowMs() >= this.#refusedUntilTsMs) return;
    throw new Failure("provider.unauthorized", this.#refusedText);
  }
}

interface Pending {
  readonly session: Promise<Session>;
  readonly end: AbortController;
  waiting: number;
}

const tooMany = "Yahoo hands out no crumb: too many requests";
