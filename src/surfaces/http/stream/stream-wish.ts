import type { Topic } from "../../../domain/bus-event.ts";

/** Which events a client wants to hear of. */
export interface EventFilter {
  readonly topics: ReadonlySet<Topic>;
  /** Only events about these; those about nobody in particular come too. Null: all. */
  readonly symbols: ReadonlySet<string> | null;
  /** Equal for filters that let the same events through. */
  readonly name: string;
}

export function eventFilter(
  topics: readonly Topic[],
  symbols: readonly string[] | null,
): EventFilter {
  const all = symbols === null ? "" : ` of ${symbols.toSorted().join(",")}`;
  return {
    topics: new Set(topics),
    symbols: symbols && new Set(symbols),
    name: `${topics.toSorted().join(",")}${all}`,
  };
}

/** What a client of the live stream wants. */
export interface StreamWish {
  readonly filter: EventFilter;
  /** The last event that the client has; null begins with the next one. */
  readonly afterId: number | null;
  /** Asked from time to time: a key may be revoked while its stream is open. */
  readonly isAllowed: () => boolean;
}

/** Passes events on to many clients. */
export interface EventStreams {
  readonly clientCount: number;
  /** Throws Failure host.unavailable when there are too many clients, or the server stops. */
  open(wish: StreamWish): ReadableStream<Uint8Array<ArrayBuffer>>;
}
