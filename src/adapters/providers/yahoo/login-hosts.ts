import type { VendorHttp, VendorRequest, VendorResponse } from "../vendor-http.ts";
import { fillConsentForm } from "./consent-form.ts";
import type { Cookies } from "./cookies.ts";

/** Opens the link to a host of Yahoo's, named by its origin: "https://guce.yahoo.com". */
export type OpenLoginHost = (origin: string) => VendorHttp;

type Visit = "visitor" | "none" | "too-many";

export const tooManyStatus = 429;
/** fc, finance, guce, consent, query1, and one that Yahoo may think of. */
const hostsMax = 8;
const hopsMax = 10;
const pageBytesMax = 2_097_152;
const lane = "live";

/** Walks through Yahoo's hosts, as a visitor with cookies. */
export class LoginHosts {
  readonly #open: OpenLoginHost;
  readonly #named: ReadonlySet<string>;
  readonly #links = new Map<string, VendorHttp>();

  /** Hosts that `addresses` name are trusted: whoever set a proxy wants the cookies to go there. */
  constructor(open: OpenLoginHost, addresses: readonly string[]) {
    this.#open = open;
    this.#named = new Set(addresses.map((address) => new URL(address).origin));
  }

  /**
   * Follows redirections from `address` on and agrees to the consent form, until the cookies of a
   * visitor are there. "none": the way ended without them. Throws Failure provider.*.
   */
  async visit(address: string, cookies: Cookies, signal: AbortSignal): Promise<Visit> {
    let url = new URL(address);
    let body: string | null = null;
    for (let hop = 0; hop < hopsMax; hop++) {
      const response = await this.ask(url, cookies, { body, endpoint: "cookie", signal });
      if (response === null) return "none";
      if (response.status === tooManyStatus) return "too-many";
      if (cookies.isVisitor) return "visitor";
      const location = response.headers.get("location");
      body = location === null ? fillConsentForm(response.text()) : null;
      if (location === null && body === null) return "none";
      const next = location === null ? url : URL.parse(location, url.href);
      if (next === null) return "none";
      url = next;
    }
    return "none";
  }

  /** One question with the cookies, taking those of the answer; null: not a host of Yahoo's. */
  async ask(
    url: URL,
    cookies: Cookies,
    question: {
      readonly body: string | null;
      readonly endpoint: string;
      readonly signal: AbortSignal;
    },
  ): Promise<VendorResponse | null> {
    const link = this.#linkTo(url);
    if (link === null) return null;
    const { body, endpoint, signal } = question;
    const cookie = cookies.header();
    const request: VendorRequest = {
      path: url.href,
      endpoint,
      lane,
      signal,
      bytesMax: pageBytesMax,
      headers: {
        Accept: "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.8",
        ...(cookie !== "" && { Cookie: cookie }),
        ...(body !== null && { "Content-Type": "application/x-www-form-urlencoded" }),
      },
      ...(body !== null && { method: "POST", body }),
      // A redirection is the way on, cookies come with error pages, and a refusal ends the login.
      handsOver: ({ status, headers }) => status < 500 || headers.has("set-cookie"),
    };
    const response = await link.request(request);
    cookies.take(response.headers.getSetCookie());
    return response;
  }

  /** Cookies of a visitor go to Yahoo and nowhere else. */
  #linkTo(url: URL): VendorHttp | null {
    const isBelow = url.hostname === "yahoo.com" || url.hostname.endsWith(".yahoo.com");
    const isYahoo = isBelow && url.protocol === "https:";
    if (url.username !== "" || !(isYahoo || this.#named.has(url.origin))) return null;
    const known = this.#links.get(url.origin);
    if (known !== undefined) return known;
    if (this.#links.size >= hostsMax) return null;
    const link = this.#open(url.origin);
    this.#links.set(url.origin, link);
    return link;
  }
}
