import { readFileSync } from "node:fs";
import { sharedPath } from "../shared.ts";
import { type Answer, type AnswerOptions, bytesAnswer, jsonAnswer, textAnswer } from "./answer.ts";

/** Absolute path of a recorded file; call it in a test of `describeShared` only. */
export function fixturePath(...parts: readonly string[]): string {
  const path = sharedPath("fixtures", ...parts);
  if (path === null) throw new Error(`${parts.join("/")} is not among the recorded files`);
  return path;
}

/**
 * A recorded body as it is stored. A ".gz" goes out as it is, with content-encoding gzip, so that
 * the client has to unpack it.
 */
export function recordedBody(parts: readonly string[], options: AnswerOptions = {}): Answer {
  const path = fixturePath(...parts);
  const isPacked = path.endsWith(".gz");
  const isJson = /\.json(\.gz)?$/.test(path);
  const headers = {
    "content-type": isJson ? "application/json" : "text/plain",
    ...(isPacked && { "content-encoding": "gzip" }),
    ...options.headers,
  };
  return bytesAnswer(new Uint8Array(readFileSync(path)), { ...options, headers });
}

/** A request with its answer, as a recorder of HTTP calls wrote them down. */
export interface Exchange {
  /** Key of a route: "GET /v8/finance/chart/AAPL?interval=1d". */
  readonly key: string;
  readonly answer: Answer;
}

/** These tell how the recorded bytes travelled, and the body was written down in another form. */
export const travelHeaders = new Set(["connection", "content-encoding", "content-length", "date"]);
travelHeaders.add("transfer-encoding").add("strict-transport-security");

interface ExchangeFile {
  readonly request: { readonly url: string; readonly method?: string };
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string | readonly string[]>>;
    readonly bodyJson?: unknown;
    readonly bodyText?: string;
  };
}

/** A file of fixtures/yahoo. Its host is dropped: all hosts are one replay server. */
export function yahooExchange(name: string): Exchange {
  const file = JSON.parse(readFileSync(fixturePath("yahoo", name), "utf8")) as ExchangeFile;
  const { request, response } = file;
  const url = new URL(request.url);
  const headers = Object.fromEntries(
    Object.entries(response.headers ?? {}).filter(([header]) => !travelHeaders.has(header)),
  );
  const options = { status: response.status, headers };
  const answer =
    response.bodyJson === undefined
      ? textAnswer(response.bodyText ?? "", options)
      : jsonAnswer(response.bodyJson, options);
  return { key: `${request.method ?? "GET"} ${url.pathname}${url.search}`, answer };
}

/** Routes of several files of fixtures/yahoo. */
export function yahooRoutes(...names: readonly string[]): Record<string, Answer> {
  return Object.fromEntries(
    names.map((name) => {
      const { key, answer } = yahooExchange(name);
      return [key, answer];
    }),
  );
}
