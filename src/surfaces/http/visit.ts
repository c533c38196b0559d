import type { Admission } from "./guard/gate.ts";
import { signInAnswer } from "./guard/sign-in.ts";
import type { Caller, Route, RouteAnswer } from "./route.ts";

/** The connection that a request came on. */
export interface Connection {
  readonly address: () => string;
  /** Answers that clients have not taken yet, this one included. */
  readonly pending: () => number;
}

/** One request on its way through. */
export class Visit {
  readonly request: Request;
  readonly connection: Connection;
  readonly wantsHtml: boolean;
  readonly headers: Record<string, string> = {};
  path = "";
  search = "";
  route: Route | undefined;
  caller: Caller | undefined;

  constructor(request: Request, connection: Connection) {
    this.request = request;
    this.connection = connection;
    this.wantsHtml = (request.headers.get("Accept") ?? "").includes("text/html");
  }

  get place(): { readonly path: string; readonly address: () => string } {
    return { path: this.path, address: this.connection.address };
  }

  add(headers: Readonly<Record<string, string>>): void {
    Object.assign(this.headers, headers);
  }
}

/** A browser without a key gets the page that asks for one. */
export function refusalOf(
  admission: Extract<Admission, { readonly refusal: object }>,
  visit: Visit,
): RouteAnswer {
  visit.caller = { keyId: admission.keyId, scope: "read" };
  const isPage = visit.path === "/" && visit.wantsHtml && admission.refusal.status === 401;
  return isPage ? signInAnswer("ask", 401) : admission.refusal;
}
