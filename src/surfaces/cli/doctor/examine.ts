import { Failure } from "../../../base/failure.ts";
import type { MemoryBudget } from "../../../config/budget.ts";
import type { Store } from "../../../ports/store.ts";
import type { CliContext } from "../context.ts";
import { chooseDataDir } from "../data-folder.ts";
import { budgetChecks, computeOwnBudget } from "./budget-checks.ts";
import { type Check, fail, ok } from "./check.ts";
import { calendarCheck, clockCheck } from "./clock-checks.ts";
import { diskCheck } from "./disk-check.ts";
import { folderCheck, machineChecks, portCheck } from "./machine-checks.ts";
import type { DoctorOptions, Patient } from "./patient.ts";
import { lockCheck, serviceChecks } from "./service-checks.ts";
import { databaseCheck, dataCheck, providerCheck, storeCheck } from "./store-checks.ts";

/** The market that the limits were made for: what the budget shows before there is any. */
const symbolsUsual = 8_000;

export interface Examination {
  readonly dataDir: string;
  readonly checks: readonly Check[];
  /** Undefined where the machine does not tell how much memory it has. */
  readonly budget: MemoryBudget | undefined;
  readonly symbolCount: number;
}

/** Looks at everything that the program depends on, cheapest first; changes nothing. */
export async function examine(context: CliContext, options: DoctorOptions): Promise<Examination> {
  const { host } = context.program;
  const { dataDir, reader } = await chooseDataDir(context);
  const running = reader.services({ isPrecise: false });
  const [locks, units] = [host.locks(dataDir), host.units()];
  const patient = { context, options, dataDir, reader, running, locks, units };
  const ofStore = await examineStore(patient);
  const symbolCount = options.symbols ?? (ofStore.symbolCount || symbolsUsual);
  const budget = computeOwnBudget(patient, symbolCount);
  const checks = [
    ...machineChecks(context),
    ...budgetChecks(patient, { budget, symbolCount }),
    folderCheck(patient),
    ...ofStore.checks,
    lockCheck(patient),
    await portCheck(patient),
    clockCheck(context),
    calendarCheck(context),
  ];
  return { dataDir, checks, budget, symbolCount };
}

interface StoreExamination {
  readonly checks: readonly Check[];
  readonly symbolCount: number;
}

async function examineStore(patient: Patient): Promise<StoreExamination> {
  const { context, dataDir } = patient;
  if (!context.program.hasStore(dataDir)) {
    const none = ok("store", "none yet; l2t import FILE or l2t up --demo makes one");
    return { checks: [none, diskCheck(patient, null)], symbolCount: 0 };
  }
  try {
    const store = await context.program.openStore({ dataDir, isReadOnly: true });
    try {
      return examineOpen(patient, store);
    } finally {
      store.close();
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const damaged = fail("store", error.message, `failure ${error.code}`);
    return { checks: [damaged, diskCheck(patient, null)], symbolCount: 0 };
  }
}

function examineOpen(patient: Patient, store: Store): StoreExamination {
  const checks = [
    databaseCheck(store, patient.options),
    storeCheck(store, patient.options),
    dataCheck(patient.context, store),
    diskCheck(patient, store),
    providerCheck(store),
    ...serviceChecks(patient, store),
  ];
  return { checks, symbolCount: new Set(store.bars.series().map(({ symbol }) => symbol)).size };
}
