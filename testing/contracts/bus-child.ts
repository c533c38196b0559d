import { writeSync } from "node:fs";
import type { BusEvent } from "../../src/domain/bus-event.ts";
import type { Bus } from "../../src/ports/bus.ts";

/**
 * What a process of the bus contract does; its arguments say which:
 *   echo                  tells each name that it sees, with the moment
 *   consume NAME          a durable consumer that tells the names it has worked on
 *   stall NAME COUNT      the same, but it never comes to an end with the name number COUNT
 *   publish LABEL COUNT   publishes so many names
 *   meet                  publishes a name, sees it and closes its bus
 * The first three tell "ready" once events reach them.
 */
export async function runBusChild(bus: Bus, args: readonly string[]): Promise<void> {
  const [work, name = "", count = ""] = args;
  if (work === "echo") return follow(bus, {});
  if (work === "consume") return follow(bus, { consumer: name });
  if (work === "stall") return follow(bus, { consumer: name, stallAt: Number(count) });
  if (work === "meet") return meet(bus);
  for (let at = 0; at < Number(count); at++) {
    await bus.publish("watchlist.changed", { name: `${name}:${at}` });
  }
  await bus.close();
}

/** Told once per process, so that the test knows it is at work. */
export const readyLine = "ready";

async function follow(
  bus: Bus,
  options: { readonly consumer?: string; readonly stallAt?: number },
): Promise<void> {
  const { consumer, stallAt } = options;
  const own = `hello from ${process.pid}`;
  let seen = 0;
  const topics = ["watchlist.changed"] as const;
  bus.subscribe({ topics, ...(consumer === undefined ? {} : { consumer }) }, async (events) => {
    const arrivedTsMs = preciseNowMs();
    for (const name of namesOf(events)) {
      if (name.startsWith("hello from")) continue;
      seen += 1;
      tell(`${name} ${arrivedTsMs}`);
      if (seen === stallAt) await new Promise(() => undefined);
    }
    if (namesOf(events).includes(own)) tell(readyLine);
  });
  await bus.publish("watchlist.changed", { name: own });
}

async function meet(bus: Bus): Promise<void> {
  await new Promise<void>((done) => {
    bus.subscribe({ topics: ["watchlist.changed"], consumer: "meet" }, () => done());
    void bus.publish("watchlist.changed", { name: "meet" });
  });
  await bus.close();
}

export function namesOf(events: readonly BusEvent[]): string[] {
  return events.flatMap((event) => (event.topic === "watchlist.changed" ? event.payload.name : []));
}

/** The same in all processes, finer than a millisecond. */
export function preciseNowMs(): number {
  return performance.timeOrigin + performance.now();
}

function tell(line: string): void {
  writeSync(1, `${line}\n`);
}
