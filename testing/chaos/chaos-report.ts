import type { ChaosReport } from "./run-chaos.ts";

/** How many examples of a fault are named. */
const examplesMax = 5;

/** What should not have happened, one sentence each. */
export function findFaults({
  kills,
  findings,
  exitCode,
  locksLeft,
}: ChaosReport): readonly string[] {
  const faults: string[] = [];
  for (const { service, backMs, backMsMax } of kills) {
    if (backMs === undefined) faults.push(`${service} never came back`);
    else if (backMs > backMsMax) {
      faults.push(`${service} came back after ${Math.round(backMs)} ms, not within ${backMsMax}`);
    }
  }
  for (const [scanner, found] of findings) {
    const { missing, strange, twice, untrue, untold } = found;
    const kinds = { missing, strange, twice, untrue, untold };
    for (const [kind, ids] of Object.entries(kinds)) {
      if (ids.length === 0) continue;
      const examples = ids.slice(0, examplesMax).join(", ");
      faults.push(`${scanner}: ${ids.length} signals are ${kind}: ${examples}`);
    }
  }
  if (exitCode !== 0) faults.push(`the supervisor ended with ${exitCode}`);
  if (locksLeft.length > 0) faults.push(`left behind: ${locksLeft.join(", ")}`);
  return faults;
}

/** The figures of a run. */
export function reportLines({ kills, findings }: ChaosReport): readonly string[] {
  const backs = kills.flatMap(({ backMs }) => backMs ?? []).sort((a, b) => a - b);
  const middle = backs[Math.floor(backs.length / 2)] ?? Number.NaN;
  return [
    `${kills.length} kills; back after ${middle.toFixed(0)} ms in the middle, ` +
      `${(backs.at(-1) ?? Number.NaN).toFixed(0)} ms at most`,
    ...[...findings].map(
      ([scanner, { momentCount, expectedCount }]) =>
        `${scanner}: ${expectedCount} signals in ${momentCount} moments of the market`,
    ),
  ];
}
