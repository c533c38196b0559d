/**
 * Supervises toy services as `l2t up --processes` does real ones: DATA_DIR SPEED and then
 * SERVICE=HABIT for those that are not calm. Prints a line for each event.
 */
import { join } from "node:path";
import { ChildLauncher } from "../src/adapters/host/child-launcher.ts";
import { LinuxMemoryReader } from "../src/adapters/host/linux-memory-reader.ts";
import { limitTables } from "../src/config/memory-limits.ts";
import type { ServiceName } from "../src/domain/service-name.ts";
import { Supervisor } from "../src/services/supervision/supervisor.ts";
import { fastClock } from "./fast-clock.ts";

const [dataDir = "", speed = "1", ...words] = process.argv.slice(2);
const habits = new Map(words.map((word) => word.split("=") as [string, string]));
const stop = new AbortController();
process.on("SIGTERM", () => stop.abort());
const { tight } = limitTables;
const limits = Object.fromEntries(
  Object.entries(tight).map(([name, { memoryHighBytes, memoryMaxBytes }]) => [
    name,
    { highBytes: memoryHighBytes, maxBytes: memoryMaxBytes },
  ]),
) as Record<ServiceName, { highBytes: number; maxBytes: number }>;

await new Supervisor({
  launcher: new ChildLauncher({
    lineOf: (service) => {
      const child = join(import.meta.dir, "service-child.ts");
      const words = [child, dataDir, service, habits.get(service) ?? "calm", speed];
      return [process.execPath, ...words];
    },
    environment: process.env,
  }),
  clock: fastClock(Number(speed)),
  reader: new LinuxMemoryReader({ running: { dataDir } }),
  limits,
  onLine: (service, text) => console.log(`${service} | ${text}`),
  onReady: () => undefined,
}).run(stop.signal);
console.log("supervisor ends");
