import { type LimitTableName, limitTables } from "../../../config/memory-limits.ts";
import { defineCommand } from "../command.ts";
import { doctorDocument, doctorLines } from "../doctor/doctor-view.ts";
import { examine } from "../doctor/examine.ts";
import { writeJson } from "../json.ts";
import { writeLines } from "../output.ts";

export const doctorCommand = defineCommand({
  name: "doctor",
  group: "program",
  summary: "Check the machine, the data folder, the store and the services, with a memory budget",
  details: [
    "The budget says what the six services need for the market in the store, at most, and what " +
      "they may use. Own is what no other process shares. The sum counts the pages of the " +
      "program once. On a machine of 961 MB the limits have to leave 261 MB.",
  ],
  arguments: {},
  options: {
    deep: {
      kind: "switch",
      flag: "deep",
      help: "hold every page and index of the database file against one another",
    },
    full: {
      kind: "switch",
      flag: "full",
      help: "read every bar of the store and print their checksum; takes seconds per ten million",
    },
    symbols: {
      kind: "integer",
      flag: "symbols",
      placeholder: "N",
      min: 1,
      max: 1_000_000,
      help: "budget for so many, in place of those in the store",
    },
    limits: {
      kind: "choice",
      flag: "limits",
      choices: Object.keys(limitTables),
      default: "tight",
      help: "table of limits where no units are installed",
    },
  },
  formats: ["json"],
  usesServer: true,
  exits: { 1: "Something that the program needs is not in order." },
  examples: [
    { line: "doctor", help: "a line for each thing, with the way out" },
    { line: "doctor --symbols 8000", help: "whether this machine can carry such a market" },
    { line: "doctor --full --json", help: "for a monitor: exit code 1 when something fails" },
  ],
  failures: [],
  async run(context, { options }) {
    const { out, settings } = context;
    const { deep: isDeep, full: isFull, symbols } = options;
    const limits = limitTables[options.limits as LimitTableName];
    const examination = await examine(context, { isDeep, isFull, symbols, limits });
    if (settings.json) await writeJson(out, doctorDocument(examination));
    else await writeLines(out, doctorLines(out, examination));
    return examination.checks.every(({ state }) => state !== "fail") ? 0 : 1;
  },
});
