import { errorAnswer } from "../errors.ts";
import { type Answer, htmlType } from "../route.ts";
import { sessionCookie, sessionToken } from "./credentials.ts";
import { isOwnOrigin } from "./cross-origin.ts";
import type { Gate } from "./gate.ts";
import { countedAddress } from "./peer-address.ts";
import { sessionMs } from "./sessions.ts";
import { signInPage, signInPolicy } from "./sign-in-page.ts";

const formBytesMax = 1_024;
const formMedia = /^application\/x-www-form-urlencoded\s*(;|$)/i;

interface Times {
  readonly nowTsMs: number;
  readonly elapsedMs: number;
}

/** Lets people use the page with a key: it becomes a cookie that only this server reads. */
export class SignIn {
  readonly #gate: Gate;

  constructor(gate: Gate) {
    this.#gate = gate;
  }

  /** Null where the path is none of these. */
  handle(
    request: Request,
    at: { readonly path: string; readonly address: () => string; readonly times: Times },
  ): Promise<Answer> | Answer | null {
    const { path, address, times } = at;
    if (path !== "/sign-in" && path !== "/sign-out") return null;
    if (request.method === "POST") {
      if (!isOwnOrigin(request.headers)) return foreignAnswer;
      if (path === "/sign-out") return this.#signOut(request);
      return this.#signIn(request, countedAddress(address()), times);
    }
    if (path === "/sign-in" && (request.method === "GET" || request.method === "HEAD")) {
      return this.#page(request, address, times.nowTsMs);
    }
    const allowed = path === "/sign-in" ? "GET, HEAD, POST" : "POST";
    const answer = errorAnswer(405, { code: "usage.invalid", message: `use ${allowed}` });
    return { ...answer, headers: { Allow: allowed } };
  }

  #page(request: Request, address: () => string, nowTsMs: number): Answer {
    if (this.#gate.isKeyless(request.headers, address)) return redirect("/", {});
    const token = sessionToken(request.headers);
    const keyId = token === null ? null : this.#gate.sessions.keyOf(token, nowTsMs);
    const isIn = keyId !== null && this.#gate.keys.holds(keyId) !== null;
    return signInAnswer(isIn ? "signed-in" : "ask", 200);
  }

  async #signIn(request: Request, from: string, times: Times): Promise<Answer> {
    const { brake, keys, sessions } = this.#gate;
    const retrySeconds = brake.retrySeconds(from, times.elapsedMs);
    if (retrySeconds > 0) {
      const answer = signInAnswer("slow", 429);
      return { ...answer, headers: { ...answer.headers, "Retry-After": String(retrySeconds) } };
    }
    const text = await keyOfForm(request);
    const key = text === null ? null : keys.check(text, times.nowTsMs);
    if (key === null) {
      await brake.failed(from, times.elapsedMs);
      return signInAnswer("wrong", 401);
    }
    const token = sessions.begin(key.id, times.nowTsMs);
    return redirect("/", { "Set-Cookie": cookie(token, sessionMs / 1_000) });
  }

  #signOut(request: Request): Answer {
    const token = sessionToken(request.headers);
    if (token !== null) this.#gate.sessions.end(token);
    return redirect("/", { "Set-Cookie": cookie("", 0) });
  }
}

/** What a browser gets instead of a page for which it has no key. */
export function signInAnswer(note: "ask" | "wrong" | "slow" | "signed-in", status: number): Answer {
  const headers = {
    "Content-Security-Policy": signInPolicy,
    "Cache-Control": "no-store",
    // Otherwise browsers hide the origin of the form, by which it is known to be ours.
    "Referrer-Policy": "same-origin",
  };
  return { status, contentType: htmlType, body: () => signInPage(note), headers };
}

const foreignAnswer = errorAnswer(403, {
  code: "origin.foreign",
  message: "a page of another origin may not sign in or out here",
});

/** Null where it is no form, or too large a one. */
async function keyOfForm(request: Request): Promise<string | null> {
  if (!formMedia.test(request.headers.get("Content-Type") ?? "")) return null;
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of request.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > formBytesMax) return null;
  }
  return new URLSearchParams(text).get("key")?.trim() ?? null;
}

function redirect(to: string, headers: Readonly<Record<string, string>>): Answer {
  const body = () => "";
  return { status: 303, contentType: "text/plain", body, headers: { Location: to, ...headers } };
}

/** Without Secure: the server itself speaks HTTP; a proxy that speaks HTTPS may add it. */
function cookie(token: string, seconds: number): string {
  return `${sessionCookie}=${token}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict`;
}
