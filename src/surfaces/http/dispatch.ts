import { Failure } from "../../base/failure.ts";
import { didYouMean } from "../../config/suggest.ts";
import type { ApiDeps } from "./api.ts";
import { bugAnswer, errorAnswer, failureAnswer, paramAnswer } from "./errors.ts";
import { HostGuard } from "./host-guard.ts";
import { LatestResults } from "./latest-results.ts";
import { errorPage } from "./page/error-page.ts";
import { PageCache } from "./page/page-cache.ts";
import { quoted, readParams } from "./params.ts";
import { respond } from "./respond.ts";
import { type Answer, htmlType, type Route, type RouteContext } from "./route.ts";
import { everyRoute, routes } from "./routes/registry.ts";

/** Longer addresses are refused; the longest real one has some 300 characters. */
const urlLengthMax = 4_096;

/** Finds the route of a request, reads its parameters, and turns every outcome into a response. */
export class Dispatcher {
  readonly #deps: ApiDeps;
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #results: LatestResults;
  readonly #page: PageCache;
  readonly #guard: HostGuard;

  constructor(deps: ApiDeps) {
    this.#deps = deps;
    this.#routes = new Map(everyRoute.map((route) => [route.path, route]));
    this.#results = new LatestResults(deps.store, () => performance.now());
    this.#page = new PageCache(deps.store.bars, () => performance.now());
    this.#guard = new HostGuard({ host: deps.host, hostNames: deps.hostNames ?? [] });
  }

  /** Never rejects. */
  async handle(request: Request): Promise<Response> {
    const { version } = this.#deps;
    try {
      return await respond(this.#answer(request), request, version);
    } catch (error) {
      return await respond(this.#errorAnswer(error, request), request, version);
    }
  }

  #answer(request: Request): Answer {
    if (request.url.length > urlLengthMax) {
      return errorAnswer(414, {
        code: "usage.invalid",
        message: `the address has ${request.url.length} characters, the limit is ${urlLengthMax}`,
      });
    }
    if (!this.#guard.allows(request.headers.get("Host"))) return this.#misdirected(request);
    const url = urlOf(request);
    if (url === null) return malformedAnswer();
    const route = this.#routes.get(url.pathname);
    if (route === undefined) return this.#notFound(url.pathname);
    if (request.method !== "GET" && request.method !== "HEAD") return methodAnswer(request.method);
    const acceptsUnknown = route.acceptsUnknown ?? false;
    const params = readParams(route.params, url.searchParams, { acceptsUnknown });
    if (!params.ok) return paramAnswer(params.error);
    const accept = request.headers.get("Accept") ?? "";
    return route.answer(
      { params: params.value, search: url.searchParams, accept },
      this.#context(),
    );
  }

  #context(): RouteContext {
    const { store, version, clock } = this.#deps;
    const status = this.#deps.status();
    const nowTsMs = status.marketTsMs ?? clock.nowMs();
    return { store, version, status, nowTsMs, results: this.#results, page: this.#page };
  }

  #notFound(path: string): Answer {
    const known = routes.map((route) => route.path);
    const hint = didYouMean(path.slice(0, 80), known);
    return errorAnswer(404, {
      code: "not.found",
      message: `there is nothing at ${quoted(path)}${hint}`,
      routes: known,
    });
  }

  #misdirected(request: Request): Answer {
    const name = quoted(request.headers.get("Host") ?? "");
    return errorAnswer(421, {
      code: "usage.invalid",
      message: `this server does not go by the name ${name}; use localhost or the address`,
    });
  }

  #errorAnswer(error: unknown, request: Request): Answer {
    const isFailure = error instanceof Failure;
    if (!isFailure) this.#deps.onBug?.(error);
    const answer = isFailure ? failureAnswer(error) : bugAnswer();
    const isPage = urlOf(request)?.pathname === "/" && wantsHtml(request);
    if (!isPage) return answer;
    const message = isFailure ? error.message : "The server made a mistake here.";
    const page = errorPage({ message, code: isFailure ? error.code : "server.bug" });
    return { status: answer.status, contentType: htmlType, body: () => page };
  }
}

/** A request of HTTP/1.0 may come without Host, and then its address has a path only. */
function urlOf(request: Request): URL | null {
  return URL.parse(request.url, "http://localhost");
}

function malformedAnswer(): Answer {
  const message = "the address of the request cannot be read";
  return errorAnswer(400, { code: "usage.invalid", message });
}

function methodAnswer(method: string): Answer {
  const answer = errorAnswer(405, {
    code: "usage.invalid",
    message: `${quoted(method)} is not offered here; use GET or HEAD`,
  });
  return { ...answer, headers: { Allow: "GET, HEAD" } };
}

function wantsHtml(request: Request): boolean {
  return (request.headers.get("Accept") ?? "").includes("text/html");
}
