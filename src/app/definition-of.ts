import { assert } from "../base/assert.ts";
import type { ServiceName } from "../domain/service-name.ts";
import type { ScannerDefinition } from "../scanners/define.ts";
import { scanners } from "../scanners/registry.ts";

/** The scanner that a service runs: "vpb" of "vpb-scanner". */
export function definitionOf(service: ServiceName): ScannerDefinition {
  const found = scanners.find(({ scanner }) => `${scanner}-scanner` === service);
  assert(found !== undefined, `"${service}" is the service of a scanner`);
  return found;
}
