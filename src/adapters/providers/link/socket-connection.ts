import { Failure } from "../../../base/failure.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { OpenVendorSocket, SocketLine } from "../vendor-socket.ts";
import type { FrameRecorder } from "./recorder.ts";

/** How a connection ended. */
export interface ConnectionEnd {
  readonly text: string;
  /** It shall not be tried again. */
  readonly isFinal: boolean;
  /** The next try comes no sooner. */
  readonly pauseMs: number;
  readonly liveMs: number;
  /** When the last frame came of a connection that was live; null where it never was. */
  readonly lastTsMs: number | null;
}

interface Events {
  onLive(): void;
  onStale(text: string): void;
}

interface Address {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Options = Pick<Parameters<OpenVendorSocket>[0], "protocol" | "times" | "expectsFrames">;
type Closing = Pick<ConnectionEnd, "text" | "isFinal" | "pauseMs">;

/** The silence is looked at so many times within `quietMs`. */
const looksPerQuiet = 4;
/** The other side has so long to answer our goodbye; then the connection is cut. */
const goodbyeMs = 1_000;
const pauseMsTooMany = 60_000;

/** One connection, from opening to its end; see SocketLink for what comes after. */
export class SocketConnection implements SocketLine {
  readonly #clock: Clock;
  readonly #frames: FrameRecorder | null;
  readonly #options: Options;
  readonly #events: Events;
  readonly #closing = Promise.withResolvers<Closing>();
  /** Ends the timers of this connection. */
  readonly #end = new AbortController();
  /** Ends the wait for the login. */
  readonly #loggedIn = new AbortController();
  #socket: WebSocket | null = null;
  #isEnding = false;
  #liveTsMs: number | null = null;
  #lastTsMs = 0;

  constructor(
    means: { readonly clock: Clock; readonly frames: FrameRecorder | null },
    options: Options,
    events: Events,
  ) {
    this.#clock = means.clock;
    this.#frames = means.frames;
    this.#options = options;
    this.#events = events;
  }

  get isLive(): boolean {
    return this.#liveTsMs !== null && !this.#isEnding;
  }

  /** Resolves when the connection is closed and its timers have ended. */
  async run(address: Address, signal: AbortSignal): Promise<ConnectionEnd> {
    const stop = () => this.#finish({ text: "stopped", isFinal: true, pauseMs: 0 });
    signal.addEventListener("abort", stop);
    const closed = Promise.withResolvers<void>();
    try {
      const socket = this.#open(address, closed.resolve);
      const closing = await this.#closing.promise;
      await this.#close(socket, closed.promise);
      const isLiveOnce = this.#liveTsMs !== null;
      const liveMs = isLiveOnce ? this.#clock.nowMs() - (this.#liveTsMs ?? 0) : 0;
      return { ...closing, liveMs, lastTsMs: isLiveOnce ? this.#lastTsMs : null };
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  send(data: string | Uint8Array): void {
    if (this.#isEnding || this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#frames?.frame("out", data);
    this.#socket.send(typeof data === "string" ? data : new Uint8Array(data));
  }

  live(): void {
    if (this.#isEnding || this.#liveTsMs !== null) return;
    this.#liveTsMs = this.#clock.nowMs();
    this.#lastTsMs = this.#liveTsMs;
    this.#loggedIn.abort();
    void this.#watch();
    void this.#beat();
    this.#events.onLive();
  }

  retry(text: string, pauseMs = 0): void {
    this.#finish({ text, isFinal: false, pauseMs });
  }

  stop(text: string): void {
    this.#finish({ text, isFinal: true, pauseMs: 0 });
  }

  #open(address: Address, onClosed: () => void): WebSocket {
    const { headers = {} } = address;
    const socket = new WebSocket(address.url, { headers: { ...headers } });
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    void this.#login();
    socket.onopen = () => this.#guarded(() => this.#options.protocol.onOpen(this));
    socket.onmessage = (event) => this.#take(event.data as string | ArrayBuffer);
    socket.onerror = (event) => this.#refused(event as ErrorEvent);
    socket.onclose = (event) => {
      onClosed();
      const why = event.reason === "" ? "" : `, "${event.reason.slice(0, 100)}"`;
      this.retry(`the line was closed (${event.code}${why})`);
    };
    return socket;
  }

  #take(data: string | ArrayBuffer): void {
    if (this.#isEnding) return;
    this.#lastTsMs = this.#clock.nowMs();
    const frame = typeof data === "string" ? data : new Uint8Array(data);
    this.#frames?.frame("in", frame);
    this.#guarded(() => this.#options.protocol.onFrame(this, frame));
  }

  /** The status of a refused upgrade stands in the runtime's message only, beside the address. */
  #refused(event: ErrorEvent): void {
    const status = Number(/status code: (\d{3})/.exec(event.message ?? "")?.[1] ?? 0);
    if (status === 401 || status === 403) {
      this.stop(`the vendor refused the login of the line (${status}); log in again`);
    } else if (status === 429) {
      this.retry("the vendor refused the line (429): too many", pauseMsTooMany);
    } else if (status > 0) {
      this.retry(`the vendor refused the line (${status})`);
    } else {
      this.retry("no connection");
    }
  }

  #guarded(work: () => void): void {
    try {
      if (!this.#isEnding) work();
    } catch (error) {
      if (!(error instanceof Failure)) {
        this.#finish({ text: "a bug", isFinal: true, pauseMs: 0 }, error);
        return;
      }
      this.#finish({
        ...{ text: error.message, isFinal: error.policy.retry === "never", pauseMs: 0 },
      });
    }
  }

  /** A `bug` reaches whoever runs the connection: it is no matter of the vendor. */
  #finish(closing: Closing, bug?: unknown): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#end.abort();
    if (bug !== undefined) this.#closing.reject(bug);
    else this.#closing.resolve(closing);
  }

  async #login(): Promise<void> {
    const { loginMs } = this.#options.times;
    const over = AbortSignal.any([this.#end.signal, this.#loggedIn.signal]);
    await this.#clock.sleep(loginMs, over);
    if (this.#isEnding || this.#liveTsMs !== null) return;
    this.retry(`not logged in within ${loginMs / 1_000} s`);
  }

  async #watch(): Promise<void> {
    const { quietMs } = this.#options.times;
    let expectedTsMs = this.#clock.nowMs();
    for (;;) {
      await this.#clock.sleep(quietMs / looksPerQuiet, this.#end.signal);
      if (this.#isEnding) return;
      const nowMs = this.#clock.nowMs();
      // Silence counts from the moment on from which something should come.
      if (!this.#options.expectsFrames()) expectedTsMs = nowMs;
      if (nowMs - Math.max(expectedTsMs, this.#lastTsMs) < quietMs) continue;
      const text = `nothing came for ${quietMs / 1_000} s`;
      this.#events.onStale(text);
      this.retry(text);
      return;
    }
  }

  async #beat(): Promise<void> {
    const { protocol, times } = this.#options;
    if (times.beatMs === undefined) return;
    for (;;) {
      await this.#clock.sleep(times.beatMs, this.#end.signal);
      if (this.#isEnding) return;
      this.#guarded(() => protocol.onBeat?.(this));
    }
  }

  async #close(socket: WebSocket, closed: Promise<void>): Promise<void> {
    if (isClosed(socket)) return;
    if (socket.readyState === WebSocket.CONNECTING) {
      socket.terminate();
      return;
    }
    socket.close(1000);
    const answered = new AbortController();
    const late = this.#clock.sleep(goodbyeMs, answered.signal);
    await Promise.race([closed, late]);
    answered.abort();
    if (!isClosed(socket)) socket.terminate();
  }
}

function isClosed(socket: WebSocket): boolean {
  return socket.readyState === WebSocket.CLOSED;
}
