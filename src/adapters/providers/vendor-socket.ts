/** What a protocol does with one connection after the other; see link/ for who drives it. */
export interface SocketProtocol {
  /** Where the next connection goes; may ask for a session or a token first. Throws Failure. */
  address(signal: AbortSignal): Promise<{
    readonly url: string;
    readonly headers?: Readonly<Record<string, string>>;
  }>;
  /** The connection is open: log in, or ask for what is wanted. */
  onOpen(line: SocketLine): void;
  /**
   * A frame came. A throw of Failure closes the connection and it is tried again, or not, by the
   * code's policy. `data` is not kept.
   */
  onFrame(line: SocketLine, data: string | Uint8Array): void;
  /** Called every `beatMs`, where that is set, while the line is live. */
  onBeat?(line: SocketLine): void;
}

/** The connection as its protocol sees it. */
export interface SocketLine {
  send(data: string | Uint8Array): void;
  /** Logged in and asked for: from here on things come. */
  live(): void;
  /** Closes; tried again, but not before `pauseMs`. */
  retry(text: string, pauseMs?: number): void;
  /** Closes for good: the user has to do something. */
  stop(text: string): void;
}

/** Times of a line; all in ms. */
export interface SocketTimes {
  /** No frame of any kind for so long while something should come: it is mute, and closed. */
  readonly quietMs: number;
  /** From opening to `live`. */
  readonly loginMs: number;
  readonly beatMs?: number;
  /** Pause before the next try, doubling with jitter. */
  readonly pauseMs: { readonly first: number; readonly max: number };
  /** Live for so long, the pauses begin anew. */
  readonly steadyMs: number;
}

/** A line that comes back by itself. */
export interface VendorSocket {
  start(): void;
  /** The open line, to send on; null while there is none that is live. */
  line(): SocketLine | null;
  status(): {
    readonly state: "connecting" | "live" | "stale" | "waiting" | "stopped";
    readonly text: string;
    readonly untilTsMs: number | null;
  };
  stop(): Promise<void>;
}

/** Makes lines; each provider that streams gets one of these. */
export type OpenVendorSocket = (options: {
  readonly protocol: SocketProtocol;
  readonly times: SocketTimes;
  /** Whether silence means trouble now: the market is open. */
  readonly expectsFrames: () => boolean;
  readonly onStatus: (status: ReturnType<VendorSocket["status"]>) => void;
  /** Live again after it was not: nothing came in between. */
  readonly onGap: (fromTsMs: number, untilTsMs: number) => void;
}) => VendorSocket;
