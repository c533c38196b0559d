/**
 * `npm run bench`: measures, compares and holds the figures against their targets.
 * docs/concepts/performance.md says what is measured and what was reached.
 */
import budgets from "./budgets.json" with { type: "json" };
import type { BenchOptions, BenchReport, Bound } from "./define.ts";
import { type BenchCommand, benchHelp, parseBenchArguments } from "./harness/arguments.ts";
import { judge, judgementTable } from "./harness/budgets.ts";
import { describeMachine, type Machine } from "./harness/machine.ts";
import { measureCommand } from "./harness/measured-command.ts";
import { numberText, tableText } from "./harness/print.ts";
import { cases } from "./registry.ts";

interface CaseEnd extends BenchReport {
  readonly name: string;
  readonly title: string;
  readonly seconds: number;
  readonly peakMb: number;
}

const names = cases.map(({ name }) => name);
const command = parseBenchArguments(process.argv.slice(2), names);
if (!command.ok) {
  console.error(`bench: ${command.error}`);
  process.exitCode = 64;
} else if (command.value.isHelp) console.log(benchHelp(names));
else process.exitCode = await runBench(command.value);

async function runBench({ names, options, isJson, isCheck }: BenchCommand): Promise<number> {
  const say = (text: string) => isJson || console.log(text);
  const machine = describeMachine();
  say(`${machineText(machine)}\n${optionsText(options)}\n`);
  const ends: CaseEnd[] = [];
  let hasFailed = false;
  for (const name of names) {
    try {
      const end = await runCase(name, options);
      ends.push(end);
      say(`${caseText(end)}\n`);
    } catch (error) {
      hasFailed = true;
      console.error(`bench: ${name} failed: ${(error as Error).message}`);
    }
  }
  const figures = ends.flatMap((end) => end.figures);
  const judgements = judge(figures, budgets as Readonly<Record<string, Bound>>);
  const isOver = judgements.some(({ verdict }) => verdict === "over");
  if (isJson) console.log(JSON.stringify({ machine, options, cases: ends, figures: judgements }));
  say(tableText(judgementTable(judgements)));
  say(loadText("at the end", describeMachine()));
  return hasFailed || (isCheck && isOver) ? 1 : 0;
}

async function runCase(name: string, options: BenchOptions): Promise<CaseEnd> {
  const script = [process.execPath, "bench/run-case.ts", name, JSON.stringify(options)];
  const { stdout, wallMs, peakMb } = await measureCommand(script);
  return { name, seconds: wallMs / 1_000, peakMb, ...JSON.parse(stdout) };
}

function caseText({ name, title, seconds, peakMb, tables, notes }: CaseEnd): string {
  const effort = `${numberText(seconds)} s, ${numberText(peakMb)} MB with all contenders`;
  return [
    `== ${name}: ${title} (${effort})`,
    ...tables.map(tableText),
    ...notes.map((note) => `  note: ${note}`),
  ].join("\n");
}

function machineText(machine: Machine): string {
  const { processor, cores, memoryMb, system, bun } = machine;
  const memory = `${numberText(memoryMb / 1_024)} GB`;
  return [
    `${processor}, ${cores} cores, ${memory}, ${system}, Bun ${bun}`,
    loadText("at the start", machine),
  ].join("\n");
}

function loadText(when: string, { load, cores }: Machine): string {
  const warning = load > cores ? " (BUSY: times are too high, above all by the clock)" : "";
  return `load ${load.toFixed(2)} ${when}${warning}`;
}

function optionsText({ seed, symbols, bars, rounds }: BenchOptions): string {
  return `seed ${seed}, ${symbols} symbols x ${bars} bars, ${rounds} rounds`;
}
