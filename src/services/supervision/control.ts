import type { BusPayloads, ControlAction } from "../../domain/bus-event.ts";
import type { EventStore } from "../../ports/event-store.ts";
import type { MemoryLevers } from "../service.ts";
import type { ControlTarget } from "./running-services.ts";

/** Events of the log that are read at once. */
const pageEvents = 256;

/** Actions that last until they are taken back, and what takes them back. */
const lasting = [
  { action: "shrink", undo: "restore" },
  { action: "pause", undo: "resume" },
] as const satisfies readonly { action: keyof MemoryLevers; undo: keyof MemoryLevers }[];

export type LastingAction = (typeof lasting)[number]["action"];

/**
 * The lasting actions that were asked of a service and not taken back, from the log of events: a
 * service that starts anew obeys them as it did before.
 */
export function standingActions(
  events: EventStore,
  isMeant: (target: ControlTarget) => boolean,
): readonly LastingAction[] {
  const standing = new Set<LastingAction>();
  for (const { target, action } of controlsOf(events)) {
    if (!isMeant(target)) continue;
    for (const pair of lasting) {
      if (action === pair.action) standing.add(pair.action);
      if (action === pair.undo) standing.delete(pair.action);
    }
  }
  return [...standing];
}

/** What one service can do about memory by itself; undefined for what concerns the process. */
export function leverOf(action: ControlAction): keyof MemoryLevers | undefined {
  return action === "restart" ? undefined : action;
}

function* controlsOf(events: EventStore): Generator<BusPayloads["control"]> {
  for (let id = 0; ; ) {
    const page = events.after(id, { topics: ["control"], limit: pageEvents });
    for (const event of page) {
      if (event.topic === "control") yield event.payload;
      id = event.id;
    }
    if (page.length < pageEvents) return;
  }
}
