import { limitTables } from "../../src/config/memory-limits.ts";
import { unitPlan } from "../../src/services/deploy/install.ts";
import { installationDefaults } from "../../src/services/deploy/installation.ts";
import { deployUnits } from "../../src/services/deploy/units.ts";

/** Debian 12's. */
const systemdVersion = 252;

/** What `l2t systemd install` writes on Debian 12 without any options, to read and compare. */
export function unitFiles(): readonly (readonly [path: string, text: string])[] {
  const plan = unitPlan(installationDefaults, { limits: limitTables.tight, systemdVersion });
  return [...deployUnits(plan)].map(([name, text]) => [`deploy/systemd/${name}`, text]);
}
