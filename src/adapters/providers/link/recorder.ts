import type { Clock } from "../../../ports/clock.ts";
import { CaptureFolder, type CaptureSize } from "./capture-folder.ts";
import { type Direction, hidden, isSecretName, redactText } from "./redact.ts";
import { Secrets } from "./secrets.ts";

export interface RecorderOptions {
  readonly folder: string;
  readonly clock: Clock;
  /** Keys and passwords that are known from the start. */
  readonly secrets: readonly string[];
  /** Told once, when the folder cannot be written. */
  readonly onTrouble: (text: string) => void;
  readonly size?: CaptureSize;
}

export interface Exchange {
  readonly provider: string;
  readonly endpoint: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Null where none came; `trouble` says why. */
  readonly answer: {
    readonly status: number;
    readonly headers: Headers;
    readonly bytes: Uint8Array;
  } | null;
  readonly trouble: string | null;
}

/** Takes down the frames of one connection. */
export interface FrameRecorder {
  frame(direction: Direction, data: string | Uint8Array): void;
}

const sizeUsual: CaptureSize = { filesMax: 1_000, bytesMax: 256 * 1024 * 1024 };
/** The rest of a longer body is left out. */
const bodyBytesMax = 4 * 1024 * 1024;
/** Frames and bytes of one connection; a login and some minutes tell what there is to tell. */
const framesMax = 1_000;
const frameBytesMax = 2 * 1024 * 1024;
const secretPlace = /crumb|token|oauth|session|login|auth/i;
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Writes what is asked and answered into a folder, without secrets, for reports of faults. */
export class Recorder {
  readonly #clock: Clock;
  readonly #folder: CaptureFolder;
  readonly #secrets: Secrets;

  constructor(options: RecorderOptions) {
    this.#clock = options.clock;
    this.#folder = new CaptureFolder(options.folder, options.size ?? sizeUsual, options.onTrouble);
    this.#secrets = new Secrets(options.secrets);
  }

  exchange(exchange: Exchange): void {
    const { provider, endpoint, method, answer } = exchange;
    const isSecretPlace = secretPlace.test(endpoint) || secretPlace.test(pathOf(exchange.url));
    // Headers first: their secrets are then known in the bodies.
    const headers = this.#headers(Object.entries(exchange.headers));
    const answerHeaders = answer === null ? null : this.#headers([...answer.headers]);
    const record = {
      format: 1,
      tsMs: this.#clock.nowMs(),
      ...{ provider, endpoint, trouble: exchange.trouble },
      request: {
        ...{ method, url: this.#url(exchange.url), headers },
        body: exchange.body === undefined ? null : this.#text(exchange.body, "out"),
      },
      response:
        answer === null
          ? null
          : {
              ...{ status: answer.status, headers: answerHeaders, bytes: answer.bytes.length },
              ...this.#body(answer.bytes, isSecretPlace),
            },
    };
    // Once more over the whole, now that every secret in it is known.
    const text = this.#secrets.hideIn(JSON.stringify(record, null, 1));
    this.#folder.put(`${provider}-${endpoint}`, text);
  }

  connection(
    provider: string,
    address: { readonly url: string; readonly headers?: Readonly<Record<string, string>> },
  ): FrameRecorder {
    const add = this.#folder.begin(`${provider}-line`);
    const headers = this.#headers(Object.entries(address.headers ?? {}));
    const url = this.#url(address.url);
    add(JSON.stringify({ format: 1, tsMs: this.#clock.nowMs(), provider, url, headers }));
    let frames = 0;
    let bytes = 0;
    return {
      frame: (direction, data) => {
        if (frames >= framesMax || bytes >= frameBytesMax) return;
        frames += 1;
        bytes += data.length;
        const tsMs = this.#clock.nowMs();
        const content =
          typeof data === "string"
            ? { text: this.#frameText(data, direction) }
            : { base64: Buffer.from(this.#secrets.hideInBytes(data)).toString("base64") };
        add(JSON.stringify({ tsMs, direction, ...content }));
      },
    };
  }

  #headers(entries: Iterable<readonly [string, unknown]>): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const [name, value] of entries) {
      const isSecret = isSecretName(name);
      if (isSecret) this.#secrets.add(String(value));
      if (/cookie/i.test(name)) this.#secrets.addCookies(String(value));
      headers[name] = isSecret ? hidden : this.#text(String(value), "in");
    }
    return headers;
  }

  #url(text: string): string {
    const url = new URL(text);
    for (const [name, value] of url.searchParams) {
      if (!isSecretName(name)) continue;
      this.#secrets.add(value);
      url.searchParams.set(name, hidden);
    }
    return this.#secrets.hideIn(url.href);
  }

  #text(text: string, direction: Direction): string {
    const open = redactText(text, direction, (value) => this.#secrets.add(value));
    return this.#secrets.hideIn(open);
  }

  #body(bytes: Uint8Array, isSecretPlace: boolean): Record<string, unknown> {
    const isCut = bytes.length > bodyBytesMax;
    const text = textOf(bytes);
    if (text === null) {
      const whole = this.#secrets.hideInBytes(bytes).subarray(0, bodyBytesMax);
      return { isCut, base64: Buffer.from(whole).toString("base64") };
    }
    // A crumb or a token may be all there is, without a name beside it.
    if (isSecretPlace && !/^\s*[[{<]/.test(text)) {
      this.#secrets.add(text);
      return { isCut, text: hidden };
    }
    return { isCut, text: this.#text(text, "in").slice(0, bodyBytesMax) };
  }

  /** A login frame's other fields are secrets, whatever they are called. */
  #frameText(text: string, direction: Direction): string {
    if (direction === "out" && /"action"\s*:\s*"auth"/.test(text)) {
      return text.replace(
        /"([^"]+)"(\s*:\s*)"((?:[^"\\]|\\.)*)"/g,
        (pair, name: string, between: string, value: string) => {
          if (name === "action") return pair;
          this.#secrets.add(value);
          return `"${name}"${between}"${hidden}"`;
        },
      );
    }
    return this.#text(text, direction);
  }
}

function pathOf(url: string): string {
  return new URL(url).pathname;
}

/** Null where the bytes are no text. */
function textOf(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return decoder.decode(bytes);
  } catch {
    // Not UTF-8: a picture, a gzip file, protobuf.
    return null;
  }
}
