import { computeBudget, headroomBytesMin, type MemoryBudget } from "../../../config/budget.ts";
import type { LimitTable, ServiceLimits } from "../../../config/memory-limits.ts";
import { type ServiceName, serviceNames } from "../../../domain/service-name.ts";
import { memoryText } from "../../../services/memory/memory-text.ts";
import { counted } from "../format.ts";
import { type Check, fail, ok, warn } from "./check.ts";
import type { Patient } from "./patient.ts";

/** The budget by the limits that hold here: those of installed units, else of the table. */
export function computeOwnBudget(patient: Patient, symbolCount: number): MemoryBudget | undefined {
  const boxBytes = boxBytesOf(patient);
  if (boxBytes === undefined) return undefined;
  return computeBudget({ limits: ownLimits(patient), market: { symbolCount }, boxBytes });
}

export function budgetChecks(
  patient: Patient,
  facts: { readonly budget: MemoryBudget | undefined; readonly symbolCount: number },
): readonly Check[] {
  const { budget, symbolCount } = facts;
  return [
    ...(budget === undefined ? [] : [budgetCheck(patient, budget, symbolCount)]),
    swapCheck(patient),
    unitCheck(patient),
  ];
}

function budgetCheck(patient: Patient, budget: MemoryBudget, symbolCount: number): Check {
  const { maxBytes, needBytes, boxBytes, headroomBytes, rows } = budget;
  const market = counted(symbolCount, "symbol");
  const spareBytes = headroomBytesMin(boxBytes);
  const short = rows.filter(({ need, limits }) => need.ownBytes > limits.memoryHighBytes);
  const text =
    `six services need ${memoryText(needBytes)} for ${market} and may use ` +
    `${memoryText(maxBytes)} of ${memoryText(boxBytes)}: ${memoryText(headroomBytes)} stay free`;
  if (short.length > 0) {
    const names = short.map(({ need }) => need.role).join(", ");
    const finding = `${text}; ${names} would need more than MemoryHigh`;
    return fail("budget", finding, "take fewer symbols, or raise the limits of these services");
  }
  if (headroomBytes >= spareBytes) return ok("budget", text);
  const finding = `${text}, which should be ${memoryText(spareBytes)}`;
  const way = "lower the limits, or run everything in one process: l2t up";
  // Where nothing enforces limits yet, they are only what units would get.
  const isInForce = patient.units.length > 0 || patient.running.length > 1;
  return isInForce ? fail("budget", finding, way) : warn("budget", finding, way);
}

/** Swap takes what a leak brings and lets it go on beyond MemoryMax. */
function swapCheck({ reader, units }: Patient): Check {
  const { swapTotalBytes = 0 } = reader.box();
  if (swapTotalBytes === 0) return ok("swap", "none: limits of services hold");
  const text = `${memoryText(swapTotalBytes)} of swap`;
  const open = units.filter(({ memorySwapMaxBytes = Infinity }) => memorySwapMaxBytes === Infinity);
  if (open.length > 0) {
    const names = open.map(({ service }) => service).join(", ");
    const way = "set MemorySwapMax=0 in these units: l2t systemd install does";
    return warn("swap", `${text}, into which ${names} can grow beyond MemoryMax`, way);
  }
  const held = units.length > 0 ? "closed to our units by MemorySwapMax" : "no units use it";
  return ok("swap", `${text}, ${held}`);
}

/** Units on this machine against the table of limits. */
function unitCheck({ units, options }: Patient): Check {
  if (units.length === 0) return ok("units", "none of systemd are installed");
  const missing = serviceNames.filter((name) => !units.some(({ service }) => service === name));
  const other = units.filter(({ service, memoryMaxBytes, memoryHighBytes }) => {
    const meant = options.limits[service];
    return memoryMaxBytes !== meant.memoryMaxBytes || memoryHighBytes !== meant.memoryHighBytes;
  });
  const unlimited = units.filter(({ memoryMaxBytes = Infinity }) => memoryMaxBytes === Infinity);
  const way = "l2t systemd install writes them anew";
  if (unlimited.length > 0) {
    const names = unlimited.map(({ service }) => service).join(", ");
    return fail("units", `no MemoryMax holds ${names}`, way);
  }
  if (missing.length > 0) return warn("units", `${missing.join(", ")} not installed`, way);
  if (other.length === 0) return ok("units", `${units.length}, with the limits of the table`);
  const names = other.map(({ service }) => service).join(", ");
  return ok("units", `${units.length}; ${names} with limits of their own`);
}

function ownLimits({ units, options }: Patient): LimitTable {
  const table: Record<ServiceName, ServiceLimits> = { ...options.limits };
  for (const { service, memoryMaxBytes, memoryHighBytes } of units) {
    const meant = table[service];
    // A unit without limits is told by its own check; here it counts as the table would have it.
    const [max, high] = [finite(memoryMaxBytes), finite(memoryHighBytes)];
    table[service] = {
      ...meant,
      memoryMaxBytes: max ?? meant.memoryMaxBytes,
      memoryHighBytes: high ?? Math.min(max ?? Infinity, meant.memoryHighBytes),
    };
  }
  return table;
}

/** What the machine has, or what a container leaves of it. */
function boxBytesOf({ reader, context }: Patient): number | undefined {
  const { totalBytes } = reader.box();
  const { memoryLimitBytes } = context.program.host.machine();
  if (totalBytes === undefined) return memoryLimitBytes ?? undefined;
  return Math.min(totalBytes, memoryLimitBytes ?? Number.POSITIVE_INFINITY);
}

function finite(bytes: number | undefined): number | undefined {
  return bytes === undefined || !Number.isFinite(bytes) ? undefined : bytes;
}
