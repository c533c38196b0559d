import { Failure } from "../../base/failure.ts";
import { didYouMean } from "../../config/suggest.ts";
import { AnswerCache } from "./answer-cache.ts";
import type { ApiDeps } from "./api.ts";
import { readBody } from "./body.ts";
import {
  bodyAnswer,
  bugAnswer,
  busyAnswer,
  errorAnswer,
  failureAnswer,
  malformedAnswer,
  methodAnswer,
  paramAnswer,
  slowAnswer,
} from "./errors.ts";
import { CrossOrigin } from "./guard/cross-origin.ts";
import { Gate } from "./guard/gate.ts";
import { SignIn } from "./guard/sign-in.ts";
import { HostGuard } from "./host-guard.ts";
import { LatestResults } from "./latest-results.ts";
import { Operate } from "./operate/operate.ts";
import { errorPage } from "./page/error-page.ts";
import { PageCache } from "./page/page-cache.ts";
import { quoted, readParams } from "./params.ts";
import { respond } from "./respond.ts";
import { type Caller, htmlType, type Route, type RouteAnswer, type RouteContext } from "./route.ts";
import { type RouteMatch, RouteTable } from "./route-table.ts";
import { everyRoute, routes } from "./routes/registry.ts";
import { createApiV1 } from "./v1/api-v1.ts";
import { v1Routes } from "./v1/registry.ts";
import { type Connection, refusalOf, Visit } from "./visit.ts";

/** Longer addresses are refused; the longest real one has some 300 characters. */
const urlLengthMax = 4_096;
/** Parts of an address beyond that name nothing that is kept. */
const cachedSearchMax = 300;
/** An answer that takes longer is given up. */
const answerMsMax = 10_000;
/** Requests in hand; more are told to come again. */
const inFlightMax = 256;

/** Finds the route of a request, reads its parameters, and turns every outcome into a response. */
export class Dispatcher {
  readonly operate: Operate;
  readonly gate: Gate;
  readonly #deps: ApiDeps;
  readonly #routes = new RouteTable(everyRoute);
  readonly #shared: Pick<RouteContext, "results" | "page" | "v1">;
  readonly #hosts: HostGuard;
  readonly #crossOrigin: CrossOrigin;
  readonly #signIn: SignIn;
  readonly #cache = new AnswerCache(elapsedMs);
  readonly #answerMsMax: number;

  constructor(deps: ApiDeps) {
    const { store, host, clock, access = {} } = deps;
    this.#deps = deps;
    this.#shared = {
      results: new LatestResults(store, elapsedMs),
      page: new PageCache(store.bars, elapsedMs),
      v1: createApiV1(deps),
    };
    this.#hosts = new HostGuard({ host, hostNames: deps.hostNames ?? [] });
    this.#crossOrigin = new CrossOrigin(access.corsOrigins ?? []);
    this.#answerMsMax = deps.answerMsMax ?? answerMsMax;
    this.gate = new Gate({
      host,
      keys: store.keys,
      trustsLoopback: access.trustsLoopback ?? false,
      requestsPerMinute: access.requestsPerMinute ?? requestsPerMinuteDefault,
      nowTsMs: () => clock.nowMs(),
      elapsedMs,
    });
    this.#signIn = new SignIn(this.gate);
    this.operate = new Operate({
      ...{ deps, gate: this.gate },
      streamCount: () => this.#shared.v1.live?.clientCount ?? 0,
    });
  }

  /** Drops what can be read or made again. */
  releaseCaches(): void {
    this.#cache.clear();
    this.#shared.results.clear();
    this.#shared.page.clear();
    this.#shared.v1.releaseCaches();
  }

  /** Ends the live streams. */
  async stop(): Promise<void> {
    await this.#shared.v1.stop();
  }

  /** Never rejects. */
  async handle(request: Request, connection: Connection): Promise<Response> {
    const startMs = elapsedMs();
    const visit = new Visit(request, connection);
    this.operate.begun();
    let answer: RouteAnswer;
    try {
      answer = await this.#answer(visit);
    } catch (error) {
      answer = this.#errorAnswer(error, visit);
    }
    const { response, bytes } = this.#respond(answer, visit);
    this.operate.done({
      method: request.method,
      path: visit.path,
      search: visit.search,
      route: visit.route?.path ?? "none",
      status: response.status,
      elapsedMs: elapsedMs() - startMs,
      bytes,
      keyId: visit.caller?.keyId ?? null,
      address: connection.address,
    });
    return response;
  }

  #respond(answer: RouteAnswer, visit: Visit) {
    const { request, headers, route, search } = visit;
    const isKept = route !== undefined && search.length <= cachedSearchMax;
    const cacheKey = isKept ? `${visit.path}${search} ${visit.wantsHtml}` : null;
    const options = { release: this.#deps.version, cache: this.#cache, cacheKey, headers };
    try {
      return respond(answer, request, options);
    } catch (error) {
      return respond(this.#errorAnswer(error, visit), request, { ...options, cacheKey: null });
    }
  }

  async #answer(visit: Visit): Promise<RouteAnswer> {
    const { request, connection } = visit;
    if (connection.pending() > inFlightMax) return busyAnswer();
    if (request.url.length > urlLengthMax) {
      return errorAnswer(414, {
        code: "usage.invalid",
        message: `the address has ${request.url.length} characters, the limit is ${urlLengthMax}`,
      });
    }
    if (!this.#hosts.allows(request.headers.get("Host"))) return this.#misdirected(request);
    const url = URL.parse(request.url, "http://localhost");
    if (url === null) return malformedAnswer();
    visit.path = url.pathname;
    visit.search = url.search;
    const origin = request.headers.get("Origin");
    visit.add(this.#crossOrigin.headers(origin));
    const times = { nowTsMs: this.#deps.clock.nowMs(), elapsedMs: elapsedMs() };
    const signIn = this.#signIn.handle(request, { ...visit.place, times });
    if (signIn !== null) return signIn;
    const match = this.#routes.find(url.pathname);
    if (request.method === "OPTIONS" && this.#crossOrigin.allows(origin) && match !== null) {
      visit.add(this.#crossOrigin.preflight(match.methods));
      return { status: 204, contentType: "text/plain", body: () => "" };
    }
    return this.#admitted(visit, match, url);
  }

  async #admitted(visit: Visit, match: RouteMatch | null, url: URL): Promise<RouteAnswer> {
    const { request, connection } = visit;
    const method = request.method === "HEAD" ? "GET" : request.method;
    const route = match?.routes.get(method as "GET");
    visit.route = route;
    const admission = await this.gate.admit({
      headers: request.headers,
      address: connection.address,
      needs: route?.scope ?? "read",
      isPublic: route?.isPublic ?? false,
      changes: !harmless.has(request.method),
    });
    visit.add(this.gate.rateHeaders(admission.rate));
    if (admission.refusal !== undefined) return refusalOf(admission, visit);
    visit.caller = admission.caller;
    if (match === null) return notFound(url.pathname);
    if (route === undefined) return methodAnswer(request.method, match.methods);
    const answer = this.#routeAnswer(visit, { route, match, url, caller: admission.caller });
    return answer instanceof Promise ? this.#inTime(answer) : answer;
  }

  #routeAnswer(
    { request }: Visit,
    at: {
      readonly route: Route;
      readonly match: RouteMatch;
      readonly url: URL;
      readonly caller: Caller;
    },
  ): RouteAnswer | Promise<RouteAnswer> {
    const { route, match, url, caller } = at;
    const acceptsUnknown = route.acceptsUnknown ?? false;
    const params = readParams(route.params, url.searchParams, { acceptsUnknown });
    if (!params.ok) return paramAnswer(params.error);
    const pathSearch = pathSearchOf(match);
    if (pathSearch === null) return malformedAnswer();
    const pathParams = readParams(route.pathParams ?? {}, pathSearch, { acceptsUnknown: false });
    if (!pathParams.ok) return paramAnswer(pathParams.error);
    const asked = {
      params: params.value,
      pathParams: pathParams.value,
      search: url.searchParams,
      accept: request.headers.get("Accept") ?? "",
      headers: request.headers,
      caller,
    };
    const { body: spec } = route;
    if (spec === undefined) return route.answer({ ...asked, body: undefined }, this.#context());
    return readBody(spec, request).then((body) => {
      if (!body.ok) return bodyAnswer(body.error);
      return route.answer({ ...asked, body: body.value }, this.#context());
    });
  }

  /** The work of an answer that comes too late goes on, but nobody waits for it. */
  #inTime(answer: Promise<RouteAnswer>): Promise<RouteAnswer> {
    let timer: ReturnType<typeof setTimeout>;
    const late = new Promise<RouteAnswer>((done) => {
      timer = setTimeout(() => done(slowAnswer(this.#answerMsMax)), this.#answerMsMax);
    });
    return Promise.race([answer, late]).finally(() => clearTimeout(timer));
  }

  #context(): RouteContext {
    const { store, bus = null, version, clock } = this.#deps;
    const status = this.#deps.status();
    const clockTsMs = clock.nowMs();
    const nowTsMs = status.marketTsMs ?? clockTsMs;
    const { operate } = this;
    const openLogin = this.#deps.openLogin ?? noLogin;
    const parts = { operate, openLogin, ...this.#shared };
    return { store, bus, version, status, nowTsMs, clockTsMs, ...parts };
  }

  #misdirected(request: Request): RouteAnswer {
    const name = quoted(request.headers.get("Host") ?? "");
    return errorAnswer(421, {
      code: "usage.invalid",
      message: `this server does not go by the name ${name}; use localhost or the address`,
    });
  }

  #errorAnswer(error: unknown, visit: Visit): RouteAnswer {
    const isFailure = error instanceof Failure;
    if (!isFailure) this.#deps.onBug?.(error);
    const answer = isFailure ? failureAnswer(error) : bugAnswer();
    if (visit.path !== "/" || !visit.wantsHtml) return answer;
    const message = isFailure ? error.message : "The server made a mistake here.";
    const page = errorPage({ message, code: isFailure ? error.code : "server.bug" });
    return { status: answer.status, contentType: htmlType, body: () => page };
  }
}

/** Requests of one minute from one key, or from one address without a key. */
const requestsPerMinuteDefault = 3_000;

const harmless: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

async function noLogin(): Promise<null> {
  return null;
}

function elapsedMs(): number {
  return performance.now();
}

/** The variable parts of a path; null where they are not encoded as addresses are. */
function pathSearchOf({ pathValues }: RouteMatch): URLSearchParams | null {
  const search = new URLSearchParams();
  for (const [name, value] of pathValues) {
    try {
      search.append(name, decodeURIComponent(value));
    } catch {
      // A lone "%" and the like.
      return null;
    }
  }
  return search;
}

function notFound(path: string): RouteAnswer {
  // Whoever missed an address of the typed API is shown those, not the old ones.
  const offered = path.startsWith("/api/v1") ? v1Routes : routes;
  const known = [...new Set(offered.map((route) => route.path))];
  const hint = didYouMean(path.slice(0, 80), known);
  return errorAnswer(404, {
    code: "not.found",
    message: `there is nothing at ${quoted(path)}${hint}`,
    routes: known,
  });
}
