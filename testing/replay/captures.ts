import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Answer, bytesAnswer, textAnswer } from "./answer.ts";
import { travelHeaders } from "./recorded.ts";

/** What L2T_RECORD writes of one call; see docs/how-to/providers. */
interface CaptureFile {
  readonly provider: string;
  readonly endpoint: string;
  readonly request: { readonly method: string; readonly url: string };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly isCut: boolean;
    readonly text?: string;
    readonly base64?: string;
  } | null;
}

/** A call that was captured, as a replay server plays it again. */
export interface Capture {
  readonly endpoint: string;
  readonly url: URL;
  /** Key of a route. */
  readonly key: string;
  readonly answer: Answer;
}

/** The whole answers in a folder of captures, in order. Hosts are dropped. */
export function capturesIn(folder: string): readonly Capture[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return names.sort().flatMap((name) => {
    const file = JSON.parse(readFileSync(join(folder, name), "utf8")) as CaptureFile;
    const { endpoint, request, response } = file;
    if (response === null || response.isCut) return [];
    const url = new URL(request.url);
    const headers = Object.fromEntries(
      Object.entries(response.headers).filter(([header]) => !travelHeaders.has(header)),
    );
    const options = { status: response.status, headers };
    const { base64, text = "" } = response;
    const answer =
      base64 === undefined
        ? textAnswer(text, options)
        : bytesAnswer(new Uint8Array(Buffer.from(base64, "base64")), options);
    return { endpoint, url, key: `${request.method} ${url.pathname}${url.search}`, answer };
  });
}
