import { join } from "node:path";
import { serviceNames } from "../../domain/service-name.ts";
import type { RunningService } from "../../ports/memory-reader.ts";
import type { CgroupMount } from "./cgroup.ts";
import { readKernelFile, wholeNumber } from "./kernel-file.ts";

/** The slice that holds the units of all services. */
const slice = "learn2trade.slice";

/** Services that systemd runs on this machine, found by the control groups of their units. */
export function findUnits(mounts: readonly CgroupMount[]): readonly RunningService[] {
  return serviceNames.flatMap((service) => {
    for (const { folder } of mounts) {
      const members = readKernelFile(join(folder, slice, `${service}.service`, "cgroup.procs"));
      const pid = wholeNumber(members?.split("\n")[0]);
      if (pid !== undefined) return { service, pid, sinceTsMs: undefined };
    }
    return [];
  });
}
