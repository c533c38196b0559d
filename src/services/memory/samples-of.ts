import type { BoxMemory, ServiceMemory } from "../../ports/memory-reader.ts";
import type { MemorySample } from "./minute-recorder.ts";
import { sharesPages, usedMemory, usedOfBox } from "./used-memory.ts";

/** What one reading adds to the series. What could not be read is left out. */
export function samplesOf(box: BoxMemory, services: readonly ServiceMemory[]): MemorySample[] {
  const samples: MemorySample[] = [];
  const ofBox = usedOfBox(box);
  const boxStall = box.pressure?.some?.avg10Pct;
  if (ofBox) {
    samples.push({ subject: "box", used: ofBox, chargedBytes: undefined, stallPct: boxStall });
  }
  const isShared = sharesPages(services);
  for (const memory of services) {
    const { service, cgroup } = memory;
    const used = usedMemory(memory, { isShared });
    const own = cgroup?.isOwn ? cgroup : undefined;
    const stallPct = own?.pressure?.some?.avg10Pct;
    if (used) samples.push({ subject: service, used, chargedBytes: own?.currentBytes, stallPct });
  }
  return samples;
}
