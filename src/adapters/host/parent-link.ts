import type { ProcessMessage } from "../../ports/process-launcher.ts";
import { type SupervisorLink, watchdogMsDefault } from "../../ports/supervisor-link.ts";

/** The channel to `l2t up --processes`; null in a process that has none. */
export function parentLink(channel: NodeJS.Process = process): SupervisorLink | null {
  if (channel.send === undefined || !channel.connected) return null;
  const gone = new AbortController();
  channel.once("disconnect", () => gone.abort());
  const tell = (kind: ProcessMessage["kind"]) => (text: string) => {
    // Between the end of the parent and the event that tells of it, sending fails.
    if (!channel.connected) return;
    channel.send?.({ kind, text } satisfies ProcessMessage, undefined, {}, () => undefined);
  };
  return {
    watchdogMs: watchdogMsDefault,
    lost: gone.signal,
    ready: tell("ready"),
    alive: tell("alive"),
    stopping: tell("stopping"),
  };
}
