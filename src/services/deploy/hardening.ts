import type { ServiceRow } from "./service-rows.ts";
import type { UnitSection } from "./unit-text.ts";

/**
 * What a service may not do: everything but to read the system, to write its data folder and, for
 * some, to use the network. `systemd-analyze security` rates it; its test holds the limit.
 *
 * Missing on purpose: MemoryDenyWriteExecute, since a compiler at run time writes code, and
 * ProcSubset=pid, since the memory guard reads /proc/meminfo and /proc/pressure. PrivateUsers,
 * since processes with users of their own cannot see one another, and the guard adds them up.
 */
export function hardening({ network }: ServiceRow): UnitSection {
  return [
    ["NoNewPrivileges", "yes"],
    ["CapabilityBoundingSet", ""],
    ["AmbientCapabilities", ""],
    ["PrivateTmp", "yes"],
    ["PrivateDevices", "yes"],
    ["PrivateMounts", "yes"],
    ["DevicePolicy", "closed"],
    ["ProtectSystem", "strict"],
    ["ProtectHome", "yes"],
    ["ProtectClock", "yes"],
    ["ProtectHostname", "yes"],
    ["ProtectControlGroups", "yes"],
    ["ProtectKernelLogs", "yes"],
    ["ProtectKernelModules", "yes"],
    ["ProtectKernelTunables", "yes"],
    ["ProtectProc", "invisible"],
    ["RestrictNamespaces", "yes"],
    ["RestrictRealtime", "yes"],
    ["RestrictSUIDSGID", "yes"],
    ["LockPersonality", "yes"],
    ["RemoveIPC", "yes"],
    ["KeyringMode", "private"],
    ["UMask", "0077"],
    ["SystemCallArchitectures", "native"],
    ["SystemCallFilter", ["@system-service", "~@privileged @resources"]],
    // The runtime asks for a priority of its threads and does without when it is refused.
    ["SystemCallErrorNumber", "EPERM"],
    ...networkOf(network),
  ];
}

/** Telling systemd that one is alive takes a local socket, so nobody goes without AF_UNIX. */
function networkOf(network: ServiceRow["network"]): UnitSection {
  if (network !== "none") return [["RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6"]];
  return [
    ["RestrictAddressFamilies", "AF_UNIX"],
    ["PrivateNetwork", "yes"],
    ["IPAddressDeny", "any"],
  ];
}
