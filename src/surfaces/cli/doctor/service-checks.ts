import type { ServiceMemory } from "../../../ports/memory-reader.ts";
import type { ServiceRecord } from "../../../ports/service-store.ts";
import type { Store } from "../../../ports/store.ts";
import { counted, formatSpan } from "../format.ts";
import { type Check, fail, ok, warn } from "./check.ts";
import type { Patient } from "./patient.ts";

/** Six signs of life that did not come; systemd restarts sooner. */
const silenceMsMax = 30_000;

/** What the services last said of themselves, held against the processes that there are. */
export function serviceChecks({ context, running }: Patient, store: Store): readonly Check[] {
  const nowMs = context.clock.nowMs();
  const records = store.services.services();
  const troubles = records.flatMap((record) => {
    // Where one process does the work of all, its pid tells that they run.
    const own = running.find(({ service }) => service === record.service);
    const memory = own ?? running.find(({ pid }) => pid === record.pid);
    return troubleOf(record, { memory, nowMs }) ?? [];
  });
  if (troubles.length > 0) return troubles;
  if (running.length === 0) return [ok("services", "none runs")];
  const names = running.map(({ service }) => service).join(", ");
  return [ok("services", `${counted(running.length, "process")} of ours: ${names}`)];
}

function troubleOf(
  record: ServiceRecord,
  facts: { readonly memory: ServiceMemory | undefined; readonly nowMs: number },
): Check | null {
  const { service, pid, state, text, heartbeatTsMs } = record;
  const { memory, nowMs } = facts;
  const silentMs = Math.max(0, nowMs - heartbeatTsMs);
  if (memory === undefined) {
    if (state === "stopped" || state === "stopping") return null;
    if (state === "failed") return warn(service, `failed: ${text}`, "mend that and start it again");
    const finding = `ended without a word ${formatSpan(silentMs)} ago (it was ${state}: ${text})`;
    return warn(service, finding, `start it again; the reason may be in: journalctl -u ${service}`);
  }
  // A process that has just started has not spoken yet.
  if (memory.pid === pid && silentMs > silenceMsMax) {
    const finding = `process ${pid} has shown no sign of life for ${formatSpan(silentMs)}`;
    return fail(service, finding, "it hangs or gets no memory; restart it, and see: l2t memory");
  }
  if (state !== "degraded") return null;
  return warn(service, `works only in part: ${text}`, "see l2t memory and its log");
}

export function lockCheck({ locks }: Patient): Check {
  const left = locks.filter(({ isHeld }) => !isHeld);
  if (left.length === 0) {
    const held = locks.map(({ service, pid }) => `${service} (process ${pid})`).join(", ");
    return ok("locks", held === "" ? "none is held" : `held by ${held}`);
  }
  const names = left.map(({ service }) => service).join(", ");
  const finding = `left behind by ${names}, whose process is gone`;
  return warn("locks", finding, "nothing has to be done: the next start takes it over");
}
