import type { Connection } from "./visit.ts";

/** Answers a request; never rejects. */
export type Handler = (request: Request, connection: Connection) => Promise<Response>;

/** An open port. */
export interface Listener {
  readonly port: number;
  /** Answers that clients have not taken yet. */
  pending(): number;
  /** Takes no new connection; those that are open may finish. */
  stopListening(): void;
  /** Ends open connections. */
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly handle: Handler;
  readonly bodyBytesMax: number;
  readonly idleSecondsMax: number;
}
