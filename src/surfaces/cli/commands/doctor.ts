import { defineCommand } from "../command.ts";
import { type Check, runChecks } from "../doctor-checks.ts";
import { writeJson } from "../json.ts";
import { type Output, writeLines } from "../output.ts";
import { padEnd, printable, wrapText } from "../text.ts";

const widthMax = 100;

export const doctorCommand = defineCommand({
  name: "doctor",
  group: "program",
  summary: "Check the machine, the data folder and the store",
  arguments: {},
  options: {
    full: {
      kind: "switch",
      flag: "full",
      help: "read every bar of the store and print their checksum; takes seconds per ten million",
    },
  },
  formats: ["json"],
  usesServer: true,
  exits: { 1: "Something that the program needs is not in order." },
  examples: [
    { line: "doctor", help: "a line for each thing, with the way out" },
    { line: "doctor --full --json", help: "for a monitor: exit code 1 when something fails" },
  ],
  failures: [],
  async run(context, { options }) {
    const { out, settings } = context;
    const checks = await runChecks(context, { isFull: options.full });
    const isHealthy = checks.every(({ state }) => state !== "fail");
    if (settings.json) {
      const document = checks.map(({ wayOut = null, ...check }) => ({ ...check, way_out: wayOut }));
      await writeJson(out, { healthy: isHealthy, checks: document });
    } else {
      await writeLines(
        out,
        checks.flatMap((check) => checkLines(out, check)),
      );
    }
    return isHealthy ? 0 : 1;
  },
});

const nameWidth = 11;

function checkLines(output: Output, check: Check): string[] {
  const { paint, glyphs } = output;
  const marks = {
    ok: paint.green(glyphs.done),
    warn: paint.yellow(glyphs.warning),
    fail: paint.red(glyphs.failed),
  };
  const left = nameWidth + 4;
  const width = Math.min(output.columns, widthMax) - left;
  const [first = "", ...rest] = wrapText(printable(check.finding), width);
  const lines = [`${marks[check.state]} ${padEnd(check.name, nameWidth)}  ${first}`];
  lines.push(...rest.map((line) => " ".repeat(left) + line));
  if (check.wayOut === undefined) return lines;
  const way = wrapText(
    `${check.state === "warn" ? "to mend it" : "way out"}: ${check.wayOut}`,
    width,
  );
  return [...lines, ...way.map((line) => " ".repeat(left) + paint.yellow(line))];
}
