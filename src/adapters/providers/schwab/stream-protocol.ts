import { Failure } from "../../../base/failure.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { StreamSink, StreamWants } from "../../../ports/market-data.ts";
import type { VendorAuth, VendorHttp } from "../vendor-http.ts";
import type { SocketLine, SocketProtocol } from "../vendor-socket.ts";
import { StreamData, type StreamPart } from "./stream-data.ts";
import {
  commandText,
  isSuccess,
  loginCommand,
  logoutCommand,
  preferenceSchema,
  type StreamCommand,
  type StreamerInfo,
  streamCodes,
} from "./stream-login.ts";
import { Subscriptions, streamSymbolsMax } from "./subscriptions.ts";
import { toSchwabSymbol } from "./symbols.ts";
import { readBody } from "./wire.ts";

export interface StreamParts {
  readonly http: VendorHttp;
  readonly auth: Pick<VendorAuth, "renew"> & { accessToken(signal: AbortSignal): Promise<string> };
  readonly clock: Clock;
  readonly sink: StreamSink;
}

/** Where another program of the user holds the one line there may be. */
const takenPauseMs = 120_000;
const stoppedPauseMs = 5_000;
/** A line that a renewed token does not open either. */
const deniedPauseMs = 300_000;

interface Response {
  readonly service?: unknown;
  readonly command?: unknown;
  readonly content?: { readonly code?: unknown; readonly msg?: unknown };
}

/**
 * Schwab's streamer (developer.schwab.com, Streamer guide): log in, wait, then subscribe one
 * service after the other. Every answer is JSON text.
 */
export class StreamProtocol implements SocketProtocol {
  readonly #parts: StreamParts;
  readonly #subscriptions = new Subscriptions();
  readonly #data: StreamData;
  #info: StreamerInfo | null = null;
  #accessToken = "";
  #commands = 0;
  #isLoggedIn = false;
  #isLive = false;
  #deniedCount = 0;
  /** What is wrong while the line is open; empty when nothing is. */
  notice = "";

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.#data = new StreamData(parts.sink, parts.clock);
  }

  async address(signal: AbortSignal): Promise<{ readonly url: string }> {
    try {
      return await this.#logIn(signal);
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== "provider.unauthorized") throw error;
      // The weekly login may come at any time; then the line comes back without a restart.
      throw new Failure("provider.unavailable", error.message, { cause: error });
    }
  }

  want(wants: StreamWants, line: SocketLine | null): void {
    const isWholeMarket = wants.bars === "*";
    const bars = isWholeMarket ? [] : (wants.bars as readonly string[]).map(toSchwabSymbol);
    const left = this.#subscriptions.want(bars, wants.quotes.map(toSchwabSymbol));
    this.notice = isWholeMarket ? noMarketText : left > 0 ? limitText(`${left} are`) : "";
    this.#data.keep(this.#subscriptions.bars, this.#subscriptions.quotes);
    if (line !== null) this.#goOn(line);
  }

  logOut(line: SocketLine): void {
    if (this.#isLoggedIn) this.#send(line, logoutCommand);
  }

  onOpen(line: SocketLine): void {
    this.#isLoggedIn = false;
    this.#isLive = false;
    this.#subscriptions.reset();
    this.#data.reset();
    if (this.#info !== null) this.#send(line, loginCommand(this.#info, this.#accessToken));
  }

  onFrame(line: SocketLine, data: string | Uint8Array): void {
    const frame = parseFrame(data);
    if (frame === null) {
      line.retry("Schwab's streamer sent something that is no JSON");
      return;
    }
    for (const response of listOf<Response>(frame["response"])) this.#onResponse(line, response);
    for (const part of listOf<StreamPart>(frame["data"])) this.#data.take(part);
    for (const note of listOf<Response>(frame["notify"])) {
      // Most are heartbeats; others end the line and say why.
      if (typeof note.content?.code === "number") this.#onCode(line, note, note.content.code);
    }
  }

  async #logIn(signal: AbortSignal): Promise<{ readonly url: string }> {
    const { http, auth } = this.#parts;
    // A token that the streamer refuses may be good for everything else.
    if (this.#deniedCount > 0) await auth.renew(signal);
    const response = await http.request({
      path: "/trader/v1/userPreference",
      endpoint: "stream",
      lane: "live",
      signal,
    });
    const { streamerInfo } = readBody(preferenceSchema, response, "userPreference");
    this.#info = streamerInfo[0] as StreamerInfo;
    this.#accessToken = await auth.accessToken(signal);
    return { url: this.#info.streamerSocketUrl };
  }

  #onResponse(line: SocketLine, response: Response): void {
    const code = response.content?.code;
    if (typeof code !== "number") return;
    if (!isSuccess(code)) {
      this.#onCode(line, response, code);
      return;
    }
    if (response.command === "LOGIN") {
      this.#isLoggedIn = true;
      this.#deniedCount = 0;
    } else this.#subscriptions.answered(String(response.service));
    this.#goOn(line);
  }

  #onCode(line: SocketLine, { service, command }: Response, code: number): void {
    switch (code) {
      case streamCodes.loginDenied:
        this.#deniedCount++;
        if (this.#deniedCount > 1) line.retry(deniedText, deniedPauseMs);
        else line.retry("Schwab's streamer refused the login; the token is renewed");
        break;
      case streamCodes.connectionLimit:
        line.retry("another program holds the one line that Schwab allows", takenPauseMs);
        break;
      case streamCodes.stopped:
        line.retry("Schwab ended the line (code 30)", stoppedPauseMs);
        break;
      case streamCodes.symbolLimit:
        // The line stays, with the symbols that it had.
        this.notice = limitText("some symbols are");
        this.#subscriptions.answered(String(service));
        this.#goOn(line);
        break;
      default:
        line.retry(`Schwab's streamer refused ${nameOf(service, command)} (code ${code})`);
    }
  }

  #goOn(line: SocketLine): void {
    if (!this.#isLoggedIn) return;
    const next = this.#subscriptions.next();
    if (next !== null) this.#send(line, next);
    if (this.#isLive || this.#subscriptions.isBusy) return;
    this.#isLive = true;
    line.live();
  }

  #send(line: SocketLine, command: StreamCommand): void {
    if (this.#info === null) return;
    line.send(commandText(this.#info, ++this.#commands, command));
  }
}

const deniedText = "Schwab's streamer refuses the login; run: l2t login schwab";
const noMarketText = "Schwab streams symbols by name only, not the whole market";

function limitText(which: string): string {
  return `Schwab streams ${streamSymbolsMax} symbols; ${which} left out`;
}

function nameOf(service: unknown, command: unknown): string {
  const words = [service, command].filter((word) => /^\w{1,30}$/.test(String(word)));
  return words.join(" ") || "a command";
}

function parseFrame(data: string | Uint8Array): Readonly<Record<string, unknown>> | null {
  const text = typeof data === "string" ? data : new TextDecoder().decode(data);
  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === "object" && frame !== null ? (frame as Record<string, unknown>) : null;
  } catch {
    // The caller closes the line.
    return null;
  }
}

function listOf<T extends object>(value: unknown): readonly T[] {
  if (!Array.isArray(value)) return [];
  return value.filter((entry): entry is T => typeof entry === "object" && entry !== null);
}
