import { hideTrouble, linkState, markAnswered, markGone, showTrouble } from "./server-link.ts";

/** Without an answer for so long, the server counts as gone. */
const timeoutMs = 10_000;

/** Versions of the pages seen lately, by address: the newest last. */
const versions = new Map<string, string>();
const versionsMax = 50;

/** Documents are parsed for their content only: scripts in them do not run. */
interface HtmlPolicy {
  createHTML(text: string): string;
}
interface PolicyFactory {
  createPolicy(name: string, rules: HtmlPolicy): HtmlPolicy;
}
const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
const policy: HtmlPolicy = factory?.createPolicy("l2t", { createHTML: (text) => text }) ?? {
  createHTML: (text) => text,
};

export type Loaded =
  | { readonly kind: "page"; readonly page: Document }
  | { readonly kind: "same" | "failed" | "aborted" };

export interface LoadOptions {
  readonly signal: AbortSignal;
  /** "Nothing has changed" is an answer. */
  readonly isRefresh: boolean;
  /** frame: everything but the rows of the table, which are most of the page. */
  readonly part: "all" | "frame";
}

/** Asks for the page of an address. */
export async function loadPage(address: string, options: LoadOptions): Promise<Loaded> {
  const url = options.part === "all" ? address : withPart(address, options.part);
  const headers: Record<string, string> = { Accept: "text/html" };
  const version = versions.get(url);
  if (options.isRefresh && version !== undefined) headers["If-None-Match"] = version;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(timeoutMs)]);
  try {
    // With a cache of the browser in between, a 304 would arrive as a 200.
    const response = await fetch(url, { headers, signal, cache: "no-store" });
    if (response.status === 304) {
      markAnswered();
      return { kind: "same" };
    }
    return await readPage(url, response);
  } catch {
    if (options.signal.aborted) return { kind: "aborted" };
    markGone();
    return { kind: "failed" };
  }
}

function withPart(address: string, part: string): string {
  return `${address}${address.includes("?") ? "&" : "?"}part=${part}`;
}

async function readPage(url: string, response: Response): Promise<Loaded> {
  const text = await response.text();
  const page = new DOMParser().parseFromString(policy.createHTML(text), "text/html");
  markAnswered();
  if (!response.ok) {
    const reason = page.querySelector("main p")?.textContent ?? `status ${response.status}`;
    showTrouble(`The server cannot show this now: ${reason}`);
    return { kind: "failed" };
  }
  if (linkState() !== "gone") hideTrouble();
  remember(url, response.headers.get("ETag"));
  return { kind: "page", page };
}

function remember(url: string, version: string | null): void {
  versions.delete(url);
  if (version === null) return;
  versions.set(url, version);
  const [oldest] = versions.keys();
  if (versions.size > versionsMax && oldest !== undefined) versions.delete(oldest);
}
