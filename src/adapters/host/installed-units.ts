import { join } from "node:path";
import { serviceNames } from "../../domain/service-name.ts";
import type { UnitFacts } from "../../ports/host.ts";
import { listFolder, readKernelFile } from "./kernel-file.ts";

/** Where an administrator's units lie; they come before those of the distribution. */
const unitFolder = "etc/systemd/system";
const unitBytes: Readonly<Record<string, number>> = { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** Units of our services below `root`, with the limits that they and their drop-ins set. */
export function findInstalledUnits(root: string): readonly UnitFacts[] {
  return serviceNames.flatMap((service) => {
    const path = join(root, unitFolder, `${service}.service`);
    const text = readKernelFile(path);
    if (text === undefined) return [];
    const dropIns = [...listFolder(`${path}.d`)].sort().filter((name) => name.endsWith(".conf"));
    const texts = [text, ...dropIns.map((name) => readKernelFile(join(`${path}.d`, name)) ?? "")];
    const value = (name: string) => sizeOf(lastValue(texts.join("\n"), name));
    return {
      service,
      memoryMaxBytes: value("MemoryMax"),
      memoryHighBytes: value("MemoryHigh"),
      memorySwapMaxBytes: value("MemorySwapMax"),
    };
  });
}

/** A later line replaces an earlier one (systemd.unit(5)). */
function lastValue(text: string, name: string): string | undefined {
  return [...text.matchAll(new RegExp(`^${name}=(.*)$`, "gm"))].at(-1)?.[1]?.trim();
}

/** "80M" in bytes; "infinity" is no limit (systemd.resource-control(5)). */
function sizeOf(text: string | undefined): number | undefined {
  if (text === "infinity") return Number.POSITIVE_INFINITY;
  const [, digits, unit = ""] = /^(\d+)([KMG]?)$/.exec(text ?? "") ?? [];
  return digits === undefined ? undefined : Number(digits) * (unitBytes[unit] as number);
}
