import { join } from "node:path";
import { serviceNames, serviceSlice } from "../../domain/service-name.ts";
import type { RunningService } from "../../ports/memory-reader.ts";
import type { CgroupMount } from "./cgroup.ts";
import { readKernelFile, wholeNumber } from "./kernel-file.ts";

/** Services that systemd runs on this machine, found by the control groups of their units. */
export function findUnits(mounts: readonly CgroupMount[]): readonly RunningService[] {
  return serviceNames.flatMap((service) => {
    for (const { folder } of mounts) {
      const members = readKernelFile(
        join(folder, serviceSlice, `${service}.service`, "cgroup.procs"),
      );
      const pid = wholeNumber(members?.split("\n")[0]);
      if (pid !== undefined) return { service, pid, sinceTsMs: undefined };
    }
    return [];
  });
}
