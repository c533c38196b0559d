import { serviceNames } from "../../domain/service-name.ts";
import type { Deployment } from "../../ports/deployment.ts";
import type { UnitState } from "../../ports/unit-manager.ts";
import { deployTarget } from "../../services/deploy/unit-plan.ts";
import type { CliContext } from "./context.ts";
import { writeJson } from "./json.ts";
import { type Output, writeLines } from "./output.ts";
import { printTable, type TableColumn } from "./table.ts";
import { printable } from "./text.ts";

const columns: readonly TableColumn[] = [
  { heading: "Unit", align: "left", rank: 9 },
  { heading: "State", align: "left", rank: 9 },
  { heading: "PID", align: "right", rank: 1 },
  { heading: "Restarts", align: "right", rank: 3 },
  { heading: "Last end", align: "left", rank: 2 },
  { heading: "Says", align: "left", rank: 4 },
];

/** A line for each unit; exit code 1 when a service does not run. */
export async function showUnits(context: CliContext, { units }: Deployment): Promise<number> {
  const { out, settings } = context;
  await units.version();
  const services = serviceNames.map((name) => `${name}.service`);
  const states = await units.states([deployTarget, ...services]);
  const isUp = states.every(({ state }) => state === "active");
  if (settings.json) {
    const document = states.map((one) => ({
      unit: one.unit,
      state: one.state,
      pid: one.pid ?? null,
      restarts: one.restartCount,
      last_end: one.result,
      text: one.text,
    }));
    await writeJson(out, { running: isUp, units: document });
  } else {
    const rows = states.map((state) => cells(out, state));
    await writeLines(out, printTable(out, columns, rows).lines);
  }
  return isUp ? 0 : 1;
}

function cells({ paint }: Output, one: UnitState): readonly string[] {
  const isTarget = one.unit === deployTarget;
  const colored = one.state === "active" ? paint.green(one.state) : paint.red(one.state);
  return [
    one.unit,
    colored,
    one.pid === undefined ? "" : String(one.pid),
    isTarget ? "" : String(one.restartCount),
    isTarget ? "" : one.result,
    printable(one.text),
  ];
}
